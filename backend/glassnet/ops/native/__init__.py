"""Convolutions as machine code of our own, written for the processor at hand through LLVM.

A convolution of few channels leaves a matrix product little to do: libraries spend their time on copies. With the
images of a batch side by side in memory it needs none of them: a vector holds one pixel of sixteen images, and a tile
of eight filters stays in registers while all that the pixel's window reads goes by.

* `machine`: what the processor offers, and from a kernel's text to an address;
* `kernel`: loops, vectors and XLA's way of calling;
* `convolving`, `correlating`: the two kernels;
* `calls`: the kernels as functions of JAX arrays.
"""

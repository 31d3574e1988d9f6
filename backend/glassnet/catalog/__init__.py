"""What exists: everything a learner can pick, one class a file, one union a family. The union is the registry."""

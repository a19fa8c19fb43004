"""How the manual is built: `sphinx-build -W docs docs/_build`."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "sayso"
author = "The sayso developers"
copyright = "The sayso developers, Apache-2.0"
release = version = installed("sayso")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.doctest", "reference"]
exclude_patterns = ["_build", "_ext", "files"]

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence", "deflist"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
# docstrings write code in single backticks
default_role = "literal"

html_theme = "furo"
html_title = f"sayso {release}"
html_theme_options = {"navigation_with_keys": True}
html_copy_source = False
html_show_sphinx = False

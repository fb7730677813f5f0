"""``python -m zhinan``."""

from zhinan.cli import main

main()

"""`python -m downtime_desk.app` opens the window."""

from downtime_desk.app import main

main()

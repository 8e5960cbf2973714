"""The Qt kit: what every screen is built of. No care words, no store; screens sit on top.

- `tokens`: the colours of the three themes and the four modes.
- `theme`: the look in force. `wear(Look(tokens, text))`, `px`, `font`, `figures`, `colour`, `icon`, `picture`.
- `runs`: text in more than one style; `plain` makes hidden characters visible.
- `parts`: labels, buttons, choices, fields, cards, notes, tiles. See its list.
- `lists`: `RowsList` and `RowsTable` over frozen rows, one delegate, selection kept by id.
- `jobs`: one lane for writes, a few hands for work; answers on the GUI thread.
- `desk`: all a screen is given: `read()`, `jobs`, `now`, `acting`, `refresh_on`.
- `reading`: reading beside the window what takes its time; the newest question is answered.
- `shell`: the window: bar, navigation, frame, keys; pages are registered with `Page`.
- `dialogs`: `Modal`, `tell`, `confirm` over a dimmed window.
- `time_field`: a time as people type it, with its meaning under it.
- `find`: Find or do, over sources that others plug in.
- `settings`: theme and text size, kept in a small file.

A screen: `class BoardScreen(QWidget)` taking a `Desk`; it reads with `desk.read()`, shows frozen rows,
writes with `desk.jobs.write(self, action, command, then=..., otherwise=...)` and redraws with
`desk.refresh_on(self, queries.TABLES, self.refresh)`. Sizes go through `theme.px`, so that they follow
the text size. It may offer `primary()`, `find()`, `print_this()`, `open(ref)`, `back()`, `panes()`, `help()`.
"""

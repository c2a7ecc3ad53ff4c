extension Keymap {
    /// In the order of the footer, then of the help.
    static let table: [Entry] = [
        entry(
            .help, .program, [.character("?"), .function(1)], "Help", "Shows every key; type to search.", footer: "help"
        ),
        entry(
            .palette, .program, [.character(":"), .control("p")], "Commands",
            "Lists every action by name; Enter does it.", footer: "cmd"),
        entry(
            .find, .program, [.character("/")], "Find",
            "Filters headlines and log by what you type; Enter opens a market of that name.", footer: "find"),
        entry(
            .shorterTimeframe, .chart, [.character("[")], "Shorter timeframe", "Candles of the next shorter timeframe.",
            footer: "timeframe"),
        entry(
            .longerTimeframe, .chart, [.character("]")], "Longer timeframe",
            "Candles of the next longer timeframe, up to a day."),
        entry(
            .cursorLeft, .chart, [.left, .character("h")], "Cursor left",
            "Moves the cursor to older candles, and pans at the edge.", footer: "cursor"),
        entry(
            .cursorRight, .chart, [.right, .character("l")], "Cursor right",
            "Moves the cursor to newer candles, and pans at the edge."),
        entry(.zoomIn, .chart, [.character("+")], "Zoom in", "Wider candles.", footer: "zoom"),
        entry(.zoomOut, .chart, [.character("-")], "Zoom out", "Narrower candles."),
        entry(
            .indicators, .chart, [.character("i")], "Indicators",
            "Turns the lines over the candles on one group after another, then off.", footer: "indicators"),
        entry(
            .retrain, .model, [.character("R"), .character("t")], "Retrain now",
            "Starts training a model on all stored candles.", footer: "retrain"),
        entry(
            .snapshot, .program, [.character("s")], "Snapshot", "Saves this screen as text, SVG and CSV.",
            footer: "snap"),
        entry(
            .themes, .program, [.character("T")], "Themes", "Picks a theme and shows it at once; Esc goes back.",
            footer: "theme"),
        entry(
            .quit, .program, [.character("q")], "Quit", "Gives the terminal back and ends; so does Ctrl-C.",
            footer: "quit"),
        entry(.focusNext, .panes, [.tab], "Next pane", "Moves the focus; where there are tabs, shows the next one."),
        entry(.focusPrevious, .panes, [.backTab], "Previous pane", "Moves the focus back."),
        entry(.focusChart, .panes, [.character("1")], "Chart", "Focuses the chart."),
        entry(.focusWatch, .panes, [.character("2")], "Watch list", "Focuses the list of markets."),
        entry(.focusPredictions, .panes, [.character("3")], "Predictions", "Focuses the predictions."),
        entry(.focusVolume, .panes, [.character("4")], "Volume", "Focuses volume and oscillators."),
        entry(.focusModel, .panes, [.character("5")], "Model", "Focuses the model and its training."),
        entry(.focusNews, .panes, [.character("6")], "News", "Focuses the headlines."),
        entry(.focusError, .panes, [.character("7")], "Rolling error", "Focuses the rolling error."),
        entry(.expand, .panes, [.character("e")], "Expand", "Gives the focused pane the whole screen, and back."),
        entry(.nextLayout, .panes, [.character("p")], "Next layout", "Overview, chart, research, news."),
        entry(.previousLayout, .panes, [.character("P")], "Previous layout", "The layouts in the other order."),
        entry(.down, .panes, [.down, .character("j")], "Down", "Moves down the focused list."),
        entry(.up, .panes, [.up, .character("k")], "Up", "Moves up the focused list."),
        entry(.pageDown, .panes, [.pageDown], "Page down", "Moves ten lines down the focused list."),
        entry(.pageUp, .panes, [.pageUp], "Page up", "Moves ten lines up the focused list."),
        entry(.oldest, .chart, [.character("g"), .home], "Oldest", "Goes to the oldest candle, or the top of a list."),
        entry(
            .liveEdge, .chart, [.character("G"), .end], "Live edge",
            "Goes back to the newest candle, or to the end of a list."),
        entry(.nextSymbol, .chart, [.character("}")], "Next market", "Shows the next market of the watch list."),
        entry(.previousSymbol, .chart, [.character("{")], "Previous market", "Shows the market before."),
        entry(.zoomReset, .chart, [.character("=")], "Reset zoom", "Candles of the usual width."),
        entry(.candleStyle, .chart, [.character("c")], "Candle style", "Solid, hollow, thin, or a line of closes."),
        entry(.timeZone, .chart, [.character("z")], "Time zone", "UTC or local time; the offset is always printed."),
        entry(.freeze, .program, [.character("f")], "Freeze", "Holds the view still; recording and all else go on."),
        entry(.cancelTraining, .model, [.character("x")], "Cancel training", "Stops the training that runs."),
        entry(
            .models, .model, [.character("M")], "Models",
            "Compares models; Enter promotes the selected one, b takes that market back."),
        entry(.alerts, .program, [.character("a")], "Alerts", "Lists alerts; Enter mutes and unmutes one."),
        entry(.mouse, .program, [.character("m")], "Mouse", "Turns the mouse on or off; off lets you select text."),
        entry(.log, .program, [.character("`")], "Log", "Shows what happened."),
        entry(.settings, .program, [.function(2)], "Settings", "Shows the configuration in force."),
        entry(.record, .program, [.character("w")], "Record", "Starts or stops recording what comes from the venues."),
        entry(.reload, .program, [.control("r")], "Reload", "Reads configuration, keys and themes again."),
        entry(.pause, .replay, [.character(" ")], "Pause", "Holds the replay, and goes on."),
        entry(.stepBack, .replay, [.character(",")], "Step back", "Goes a minute back in the replay, and holds."),
        entry(.stepOn, .replay, [.character(".")], "Step on", "Goes a minute on in the replay, and holds."),
        entry(.slower, .replay, [.character("<")], "Slower", "Halves the speed of the replay."),
        entry(.faster, .replay, [.character(">")], "Faster", "Doubles the speed of the replay."),
        entry(
            .confirm, .panes, [.enter], "Confirm",
            "Does what is selected in a list; fills the screen with a pane, and back."),
        entry(.close, .panes, [.escape], "Close", "Closes a dialog, clears the filter, or takes the cursor away."),
    ]

    private static func entry(
        _ action: Action, _ group: Group, _ keys: [Key], _ title: String, _ help: String, footer: String? = nil
    ) -> Entry {
        Entry(action: action, group: group, keys: keys, title: title, help: help, footer: footer)
    }
}

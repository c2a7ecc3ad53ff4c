/// Everything that a key, the palette or the mouse can do; the raw value is its name in a configuration's `[keys]`.
public enum Action: String, CaseIterable, Sendable {
    case quit
    case help
    case palette
    case find
    case settings
    case focusNext = "focus_next"
    case focusPrevious = "focus_previous"
    case focusChart = "focus_chart"
    case focusWatch = "focus_watch"
    case focusPredictions = "focus_predictions"
    case focusVolume = "focus_volume"
    case focusModel = "focus_model"
    case focusNews = "focus_news"
    case focusError = "focus_error"
    case expand
    case nextLayout = "next_layout"
    case previousLayout = "previous_layout"
    case down
    case up
    case pageDown = "page_down"
    case pageUp = "page_up"
    case cursorLeft = "cursor_left"
    case cursorRight = "cursor_right"
    case oldest
    case liveEdge = "live_edge"
    case longerTimeframe = "longer_timeframe"
    case shorterTimeframe = "shorter_timeframe"
    case nextSymbol = "next_symbol"
    case previousSymbol = "previous_symbol"
    case zoomIn = "zoom_in"
    case zoomOut = "zoom_out"
    case zoomReset = "zoom_reset"
    case candleStyle = "candle_style"
    case indicators
    case timeZone = "time_zone"
    case freeze
    case retrain
    case cancelTraining = "cancel_training"
    case models
    case alerts
    case themes
    case mouse
    case log
    case snapshot
    case record
    case reload
    case pause
    case stepBack = "step_back"
    case stepOn = "step_on"
    case slower
    case faster
    case confirm
    case close
}

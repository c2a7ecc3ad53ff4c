public import WickDomain

/// What the person has chosen: everything about the screen that is not data. Changed by its reducer only.
public struct ScreenState: Equatable, Sendable {
    public enum CandleStyle: String, CaseIterable, Sendable {
        /// Half blocks, two price steps a row.
        case solid
        /// Rising bodies are hatched, so that they are told apart without colours.
        case hollow
        /// Box glyphs.
        case thin
        /// The closes as a line.
        case line
    }

    /// What lies over the panes.
    public enum Dialog: Equatable, Sendable {
        case help
        case palette
        case themes
        case alerts
        case models
        case settings
        case log
    }

    public static let zoomRange = 0...4
    public static let usualZoom = 1

    public var preset = LayoutPreset.overview
    public var focus = Pane.chart
    public var tab = Pane.predictions
    public var expanded: Pane?
    public var dialog: Dialog?
    /// What was typed into the dialog, or into the filter.
    public var query = ""
    /// The selected line of the dialog.
    public var selection = 0
    /// Whether what is typed goes to the filter of headlines and log.
    public var isFinding = false
    /// How far lists are scrolled, by pane.
    public var scroll: [Pane: Int] = [:]

    /// The market that is shown; nil for the first.
    public var instrument: Instrument?
    public var timeframe = Timeframe.oneMinute
    public var zoom = usualZoom
    /// The open time of the candle at the right edge, which stays there while newer ones come; nil at the live edge.
    public var anchor: Timestamp?
    /// The open time of the candle under the cursor.
    public var cursor: Timestamp?
    public var candleStyle = CandleStyle.solid
    /// How many groups of indicators are drawn over the candles.
    public var indicatorGroups = 2
    public var usesLocalTime = false
    public var isFrozen = false
    public var isMouseOn = true
    public var theme = Theme.dark.name
    /// The theme to go back to when the picker is left.
    var themeBefore: String?
    /// One line in place of the footer, until the next key.
    public var message: String?

    public init() {}
}

/// What the screen asks of the program; the reducer only says it.
public enum Effect: Equatable, Sendable {
    case quit
    case retrain
    case cancelTraining
    case promote(version: Int)
    /// The champion before, of one market.
    case rollBack(Instrument)
    /// Nothing more is to be heard of a rule and its subject, or all of it again.
    case muteAlert(name: String, isMuted: Bool)
    case saveSnapshot
    case toggleRecording
    case reload
    case pause(Bool)
    /// So many minutes on, or back.
    case step(minutes: Int)
    case setSpeed(Double)
    case setMouse(Bool)
    case setTheme(String)
    /// Choices that are to be there again next time have changed.
    case remember
}

/// What a decision depends on besides the state itself.
public struct ScreenContext: Sendable {
    public let snapshot: Snapshot
    public let size: Size
    public let keymap: Keymap
    /// Names of all themes.
    public let themes: [String]

    public init(snapshot: Snapshot, size: Size, keymap: Keymap, themes: [String]) {
        self.snapshot = snapshot
        self.size = size
        self.keymap = keymap
        self.themes = themes
    }
}

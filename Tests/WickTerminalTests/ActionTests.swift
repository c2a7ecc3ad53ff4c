import Testing
import WickDomain

@testable import WickTerminal

/// That every action does what its line in the help says and nothing else, from a screen on which it has something to do. The
/// switch over what is wanted has no default: an action without its expectation does not compile.
@Suite struct ActionTests {
    private static let newest = SampleSnapshot.now.floored(to: .seconds(60))

    @Test(arguments: Action.allCases) func everyActionDoesWhatItsHelpSays(_ action: Action) throws {
        let context = ScreenContext(
            snapshot: try SampleSnapshot.full(), size: Size(width: 120, height: 40), keymap: Keymap(),
            themes: ["dark", "light", "mono"])
        let start = Self.start(action)
        var (done, wanted) = (start, start)
        let effects = done.apply(action, context)
        // The footer's line is for people; what changed is told by all the rest.
        done.message = nil
        let wantedEffects = Self.change(&wanted, by: action, context)
        #expect(effects == wantedEffects)
        #expect(done == wanted)
        // Otherwise nothing would have been shown.
        #expect(done != start || !effects.isEmpty, "it did nothing")
    }

    private static func start(_ action: Action) -> ScreenState {
        var state = ScreenState()
        state.timeframe = .fiveMinutes
        switch action {
        case .down, .up, .pageDown, .pageUp:
            state.focus = .predictions
            state.scroll[.predictions] = 12
        case .cursorLeft, .cursorRight, .liveEdge:
            state.timeframe = .oneMinute
            state.cursor = newest - .seconds(600)
        case .oldest: state.timeframe = .oneMinute
        case .zoomReset: state.zoom = 4
        case .confirm, .focusChart: state.focus = .news
        case .close: state.dialog = .log
        default: break
        }
        return state
    }

    // One line an action.
    // swift-format-ignore
    private static func change(_ state: inout ScreenState, by action: Action, _ context: ScreenContext) -> [Effect] {
        switch action {
        case .quit: return [.quit]
        case .help: state.dialog = .help
        case .palette: state.dialog = .palette
        case .find: state.isFinding = true
        case .settings: state.dialog = .settings
        case .alerts: state.dialog = .alerts
        case .models: state.dialog = .models
        case .log: state.dialog = .log
        case .themes: (state.dialog, state.themeBefore) = (.themes, "dark")
        case .focusNext: state.focus = .volume
        case .focusPrevious: state.focus = .error
        case .focusChart: state.focus = .chart
        case .focusWatch: (state.focus, state.tab) = (.watch, .watch)
        case .focusPredictions: (state.focus, state.tab) = (.predictions, .predictions)
        case .focusVolume: state.focus = .volume
        case .focusModel: (state.focus, state.tab) = (.model, .model)
        case .focusNews: (state.focus, state.tab) = (.news, .news)
        case .focusError: (state.focus, state.tab) = (.error, .error)
        case .expand: state.expanded = .chart
        case .nextLayout: state.preset = .chart; return [.remember]
        case .previousLayout: state.preset = .news; return [.remember]
        case .down: state.scroll[.predictions] = 13
        case .up: state.scroll[.predictions] = 11
        case .pageDown: state.scroll[.predictions] = 22
        case .pageUp: state.scroll[.predictions] = 2
        case .cursorLeft: state.cursor = newest - .seconds(660)
        case .cursorRight: state.cursor = newest - .seconds(540)
        case .oldest: state.cursor = SampleSnapshot.start; state.anchor = SampleSnapshot.start + .seconds(60 * 31)
        case .liveEdge: state.cursor = nil
        case .longerTimeframe: state.timeframe = .fifteenMinutes; return [.remember]
        case .shorterTimeframe: state.timeframe = .oneMinute; return [.remember]
        case .nextSymbol, .previousSymbol: state.instrument = context.snapshot.markets[1].instrument
        case .zoomIn: state.zoom = 2; return [.remember]
        case .zoomOut: state.zoom = 0; return [.remember]
        case .zoomReset: state.zoom = 1; return [.remember]
        case .candleStyle: state.candleStyle = .hollow; return [.remember]
        case .indicators: state.indicatorGroups = 0; return [.remember]
        case .timeZone: state.usesLocalTime = true; return [.remember]
        case .freeze: state.isFrozen = true
        case .mouse: state.isMouseOn = false; return [.setMouse(false)]
        case .retrain: return [.retrain]
        case .cancelTraining: return [.cancelTraining]
        case .snapshot: return [.saveSnapshot]
        case .record: return [.toggleRecording]
        case .reload: return [.reload]
        case .pause: return [.pause(true)]
        case .stepBack: return [.pause(true), .step(minutes: -1)]
        case .stepOn: return [.pause(true), .step(minutes: 1)]
        case .slower: return [.setSpeed(15)]
        case .faster: return [.setSpeed(60)]
        case .confirm: state.expanded = .news
        case .close: state.dialog = nil
        }
        return []
    }
}

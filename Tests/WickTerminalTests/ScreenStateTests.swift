import Testing
import WickDomain
import WickTerminal

@Suite struct ScreenStateTests {
    private func context(_ size: String = "120x40", _ change: (inout Snapshot) -> Void = { _ in }) throws
        -> ScreenContext
    {
        var snapshot = try SampleSnapshot.full()
        change(&snapshot)
        return ScreenContext(
            snapshot: snapshot, size: try #require(Size(size)), keymap: Keymap(), themes: ["dark", "light", "mono"])
    }

    private func press(_ keys: String, _ state: inout ScreenState, _ context: ScreenContext) -> [Effect] {
        keys.flatMap { state.handle(.key(.character($0)), context) }
    }

    @Test func theCursorMovesPansAtTheEdgeAndStaysThereWhileCandlesCome() throws {
        var context = try context()
        var state = ScreenState()
        _ = state.handle(.key(.left), context)
        let newest = SampleSnapshot.now.floored(to: .seconds(60))
        #expect(state.cursor == newest)
        for _ in 0..<200 { _ = state.handle(.key(.left), context) }
        #expect(state.cursor == SampleSnapshot.start)
        let anchor = try #require(state.anchor)
        context = try self.context { snapshot in
            guard let open = snapshot.markets[0].series[.oneMinute]?.open else { return }
            snapshot.markets[0].series[.oneMinute]?.closed.append(open)
            snapshot.markets[0].series[.oneMinute]?.open = nil
        }
        _ = state.handle(.key(.right), context)
        #expect(state.anchor == anchor)
        for _ in 0..<200 { _ = state.handle(.key(.right), context) }
        #expect(state.anchor == nil && state.cursor == newest)
        _ = state.handle(.key(.escape), context)
        #expect(state.cursor == nil)
    }

    @Test func oldestAndLiveEdgeAreTheEndsOfTheSeries() throws {
        let context = try context()
        var state = ScreenState()
        _ = press("g", &state, context)
        #expect(state.cursor == SampleSnapshot.start && state.anchor != nil)
        _ = press("G", &state, context)
        #expect(state.cursor == nil && state.anchor == nil)
    }

    @Test func timeframesAndMarketsStep() throws {
        let context = try context()
        var state = ScreenState()
        _ = press("]]]]]]]", &state, context)
        #expect(state.timeframe == .oneDay)
        _ = press("[", &state, context)
        #expect(state.timeframe == .fourHours)
        _ = press("}", &state, context)
        #expect("\(state.instrument?.symbol.description ?? "")" == "ETH/USD")
        _ = press("}", &state, context)
        #expect("\(state.instrument?.symbol.description ?? "")" == "BTC/USD")
    }

    @Test func theThemePickerShowsAtOnceAndEscapeReverts() throws {
        let context = try context()
        var state = ScreenState()
        _ = press("T", &state, context)
        #expect(state.handle(.key(.down), context) == [.setTheme("light")])
        #expect(state.theme == "light")
        #expect(state.handle(.key(.escape), context) == [.setTheme("dark")])
        #expect(state.theme == "dark")
        _ = press("Tj", &state, context)
        #expect(state.handle(.key(.enter), context) == [.remember])
        #expect(state.theme == "light" && state.dialog == nil)
    }

    @Test func thePaletteDoesWhatIsTyped() throws {
        let context = try context()
        var state = ScreenState()
        _ = press(":retrain", &state, context)
        #expect(state.handle(.key(.enter), context) == [.retrain])
        #expect(state.dialog == nil && state.query.isEmpty)
    }

    @Test func findingFiltersAndOpensMarkets() throws {
        let context = try context()
        var state = ScreenState()
        _ = press("/etf", &state, context)
        #expect(state.isFinding && state.query == "etf")
        // Keys are text while one types, also those that quit.
        #expect(press("q", &state, context).isEmpty)
        _ = state.handle(.key(.backspace), context)
        _ = state.handle(.key(.enter), context)
        #expect(!state.isFinding && state.query == "etf")
        _ = state.handle(.key(.escape), context)
        #expect(state.query.isEmpty)
        _ = press("/eth", &state, context)
        _ = state.handle(.key(.enter), context)
        #expect(state.instrument?.symbol.description == "ETH/USD" && state.query.isEmpty)
    }

    @Test func transportKeysAskAndOnlyInAReplay() throws {
        let replay = try context()
        var state = ScreenState()
        #expect(press(" ", &state, replay) == [.pause(true)])
        #expect(press(",", &state, replay) == [.pause(true), .step(minutes: -1)])
        #expect(press(".", &state, replay) == [.pause(true), .step(minutes: 1)])
        #expect(press("><", &state, replay) == [.setSpeed(60), .setSpeed(15)])
        let live = try context { $0.source = .live }
        #expect(press(" ,.<>", &state, live).isEmpty)
        #expect(state.message == "This is live: only a replay can be paused or stepped.")
    }

    @Test func modelsArePromotedAndRolledBack() throws {
        let context = try context()
        var state = ScreenState()
        _ = press("M", &state, context)
        #expect(state.handle(.key(.enter), context) == [.promote(version: 13)])
        _ = press("M", &state, context)
        // Of the selected model's market, not of all.
        let markets = context.snapshot.markets.map(\.instrument)
        #expect(press("b", &state, context) == [.rollBack(markets[0])])
        #expect(state.dialog == nil)
        _ = press("M", &state, try self.context { $0.models.versions = [] })
        #expect(press("b", &state, try self.context { $0.models.versions = [] }).isEmpty)
    }

    @Test func tabShowsTheNextTabOnSmallScreensAndTheNextPaneOnLargeOnes() throws {
        var state = ScreenState()
        let small = try context("80x24")
        for pane in [Pane.watch, .news, .error, .model, .predictions] {
            _ = state.handle(.key(.tab), small)
            #expect(state.tab == pane)
        }
        _ = state.handle(.key(.backTab), small)
        #expect(state.tab == .model)
        state = ScreenState()
        let large = try context("120x40")
        _ = state.handle(.key(.tab), large)
        #expect(state.focus == .volume)
    }

    @Test func aPaneThatHasNoPlaceGetsTheScreen() throws {
        let context = try context()
        var state = ScreenState()
        state.preset = .chart
        _ = press("6", &state, context)
        #expect(state.expanded == .news && state.focus == .news)
        _ = press("e", &state, context)
        #expect(state.expanded == nil)
    }

    @Test func theMouseFocusesZoomsAndPutsTheCursor() throws {
        let context = try context()
        var state = ScreenState()
        _ = state.handle(.mouse(.left, x: 5, y: 30), context)
        #expect(state.focus == .news)
        _ = state.handle(.mouse(.left, x: 20, y: 10), context)
        #expect(state.focus == .chart && state.cursor != nil)
        _ = state.handle(.mouse(.wheelUp, x: 20, y: 10), context)
        #expect(state.zoom == 2)
        _ = state.handle(.mouse(.left, x: 95, y: 3), context)
        #expect(state.instrument?.symbol.description == "ETH/USD")
        // Outside of everything nothing happens.
        let before = state
        _ = state.handle(.mouse(.left, x: 400, y: 400), context)
        #expect(state == before)
    }

    @Test func enterMutesTheSelectedAlertAndUnmutesItAgain() throws {
        let context = try context()
        var state = ScreenState()
        _ = press("a", &state, context)
        #expect(state.dialog == .alerts)
        #expect(
            state.handle(.key(.enter), context) == [.muteAlert(name: "price_move kraken BTC/USD", isMuted: true)])
        _ = state.handle(.key(.down), context)
        #expect(state.handle(.key(.enter), context) == [.muteAlert(name: "disk_low wick", isMuted: false)])
        // The list stays open, so that more can be muted.
        #expect(state.dialog == .alerts)
        let empty = try self.context { $0.alerts = [] }
        #expect(state.handle(.key(.enter), empty).isEmpty)
        #expect(state.dialog == nil)
    }

    @Test func everyKeyAtEverySizeLeavesAScreenThatCanBeDrawn() throws {
        let keys = Keymap().entries.flatMap(\.keys)
        for size in ["120x40", "80x24", "40x10", "3x2"] {
            for snapshot in [try SampleSnapshot.full(), SampleSnapshot.empty] {
                let context = ScreenContext(
                    snapshot: snapshot, size: try #require(Size(size)), keymap: Keymap(), themes: ["dark"])
                var state = ScreenState()
                for key in keys + keys.reversed() {
                    _ = state.handle(.key(key), context)
                    _ = ScreenDrawing.draw(context.size, SampleSnapshot.context(snapshot, state))
                }
            }
        }
    }
}

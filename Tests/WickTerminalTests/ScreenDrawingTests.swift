import Foundation
import Testing
import WickDomain
import WickTerminal

@Suite struct ScreenDrawingTests {
    private static let sizes = ["200x60", "120x40", "80x24", "60x16", "40x10", "70x3", "20x1"]
    private let renderer = SnapshotRenderer(theme: .dark)

    private func draw(_ size: String, _ snapshot: Snapshot, _ state: ScreenState = ScreenState()) throws -> Grid {
        ScreenDrawing.draw(try #require(Size(size)), SampleSnapshot.context(snapshot, state))
    }

    @Test(arguments: sizes) func everythingIsWhereItBelongs(_ size: String) throws {
        let grid = try draw(size, SampleSnapshot.full())
        try Golden.expect(renderer.text(grid), is: "full-\(size)")
        // For looking at: a folder in the environment gets the picture of each size.
        if let folder = ProcessInfo.processInfo.environment["WICK_PICTURES"] {
            try Data(renderer.svg(grid).utf8).write(to: URL(filePath: "\(folder)/full-\(size).svg"))
        }
    }

    @Test(arguments: sizes) func emptyPanesSayWhatTheyWaitFor(_ size: String) throws {
        try Golden.expect(renderer.text(try draw(size, SampleSnapshot.empty)), is: "empty-\(size)")
    }

    @Test(arguments: LayoutPreset.allCases) func everyLayoutHasItsPicture(_ preset: LayoutPreset) throws {
        var state = ScreenState()
        state.preset = preset
        try Golden.expect(renderer.text(try draw("120x40", SampleSnapshot.full(), state)), is: "layout-\(preset)")
    }

    @Test(arguments: ["help", "palette", "themes", "alerts", "models", "settings", "log"])
    func everyDialogHasItsPicture(_ name: String) throws {
        let dialogs: [String: ScreenState.Dialog] = [
            "help": .help, "palette": .palette, "themes": .themes, "alerts": .alerts, "models": .models,
            "settings": .settings, "log": .log,
        ]
        var state = ScreenState()
        state.dialog = dialogs[name]
        try Golden.expect(renderer.text(try draw("100x30", SampleSnapshot.full(), state)), is: "dialog-\(name)")
    }

    @Test(arguments: Pane.allCases) func everyPaneFillsTheScreenWhenExpanded(_ pane: Pane) throws {
        var state = ScreenState()
        state.expanded = pane
        state.focus = pane
        try Golden.expect(renderer.text(try draw("80x24", SampleSnapshot.full(), state)), is: "pane-\(pane)")
    }

    @Test func aPaneWithoutPredictionsSaysHowFarItHasCome() throws {
        var snapshot = try SampleSnapshot.full()
        snapshot.markets[0].predictions = []
        #expect(renderer.text(try draw("120x40", snapshot)).contains("Waiting for the next minute"))
        for index in snapshot.models.versions.indices { snapshot.models.versions[index].role = .none }
        #expect(renderer.text(try draw("120x40", snapshot)).contains("a champion: no"))
        snapshot.models.versions = []
        #expect(renderer.text(try draw("120x40", snapshot)).contains("Waiting for a model"))
    }

    @Test func betweenTrainingsTheModelPaneShowsWhatItSplitsOn() throws {
        var snapshot = try SampleSnapshot.full()
        snapshot.models.training = nil
        var state = ScreenState()
        state.expanded = .model
        try Golden.expect(renderer.text(try draw("80x24", snapshot, state)), is: "pane-model-idle")
    }

    @Test func aTrainingThatFailedSaysWhyWithoutAnotherKey() throws {
        var snapshot = try SampleSnapshot.full()
        snapshot.models.versions = []
        let reason = "nothing of kraken BTC/USD is stored: fetch some with wick backfill --since 30d, or wick import"
        snapshot.models.training = .init(version: 1, startTime: snapshot.time, state: .failed(reason))
        let text = renderer.text(try draw("120x40", snapshot))
        for part in ["#1 training failed ", "fetch some with wick", "wick import "] {
            #expect(text.contains(part))
        }
        var state = ScreenState()
        state.expanded = .model
        #expect(renderer.text(try draw("120x40", snapshot, state)).contains("#1 training failed: \(reason)"))
    }

    @Test func theHeaderCountsAlertsThatFireAndAreNotMuted() throws {
        var snapshot = try SampleSnapshot.full()
        #expect(renderer.text(try draw("200x60", snapshot)).contains("  ! 1 alert  "))
        #expect(renderer.text(try draw("60x16", snapshot)).contains("  !1"))
        for index in snapshot.alerts.indices { snapshot.alerts[index].isMuted = true }
        #expect(!renderer.text(try draw("200x60", snapshot)).contains("alert"))
    }

    @Test(arguments: ScreenState.CandleStyle.allCases) func candlesHaveStyles(_ style: ScreenState.CandleStyle) throws {
        var state = ScreenState()
        state.candleStyle = style
        state.cursor = SampleSnapshot.start + .seconds(60 * 101)
        state.expanded = .chart
        try Golden.expect(renderer.text(try draw("80x24", SampleSnapshot.full(), state)), is: "candles-\(style)")
    }

    @Test func twoVenuesGapsAndARecordingFitTheHeader() throws {
        var snapshot = try SampleSnapshot.full()
        snapshot.source = .live
        snapshot.gaps = 3
        snapshot.recording = .on(bytes: 1_200_000, since: snapshot.time)
        snapshot.feeds = [Venue.kraken, .binance].map {
            Snapshot.Feed(venue: $0, state: .live, lastReceived: snapshot.time - .seconds(1))
        }
        for (size, parts) in [
            ("120x40", ["kraken LIVE", "binance LIVE", "gaps 3", "● rec"]), ("80x24", ["gaps 3", "● rec"]),
        ] {
            let header = try #require(renderer.text(try draw(size, snapshot)).split(separator: "\n").first)
            for part in parts { #expect(header.contains(part), "\(part) at \(size): \(header)") }
        }
    }

    @Test func oldDataIsMarkedAndItsForecastsAreGrey() throws {
        var snapshot = try SampleSnapshot.full()
        snapshot.source = .live
        snapshot.feeds = [Snapshot.Feed(venue: .kraken, state: .live, lastReceived: snapshot.time - .seconds(4))]
        #expect(renderer.text(try draw("120x40", snapshot)).contains("kraken LIVE"))
        snapshot.feeds[0].lastReceived = snapshot.time - .seconds(15)
        let grid = try draw("120x40", snapshot)
        #expect(renderer.text(grid).contains("kraken STALE  age 15 s"))
        let forecasts = grid.cells.filter { $0.style.foreground == .forecast && $0.base == 0x25c6 }
        #expect(forecasts.isEmpty)
    }

    @Test func whatNeverCollapsesIsThereAtEverySize() throws {
        for size in ["200x60", "120x40", "80x24", "60x16", "40x10"] {
            let header = renderer.text(try draw(size, SampleSnapshot.full())).split(separator: "\n").prefix(2).joined()
            for part in ["BTC", "67,", "DEMO", "age 0.2 s", "#12", "3 h"] {
                #expect(header.contains(part), "\(part) at \(size): \(header)")
            }
        }
    }

    @Test func hostileTextsStayInTheirPanes() throws {
        var snapshot = try SampleSnapshot.full()
        let plain = try draw("200x60", snapshot)
        let texts = [
            "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m", "\u{202e}gnitset\u{2066} \u{200b}\u{feff}",
            String(repeating: "e\u{301}\u{302}\u{303}", count: 200),
            String(repeating: "比特币", count: 90), "👩‍👩‍👧‍👦🇩🇪👍🏽☂️ \u{1f600}\u{1f680}", "a\tb\nc\r\u{85}d",
        ]
        snapshot.headlines = zip(snapshot.headlines, texts).map { news, text in
            let old = news.headline
            let headline = Headline(
                id: old.id, version: 1, source: text, title: text, url: nil, publishedTime: nil, seenTime: old.seenTime)
            return Snapshot.News(headline: headline, score: news.score)
        }
        snapshot.log = texts.map { Snapshot.LogLine(time: SampleSnapshot.start, level: .failure, text: $0) }
        snapshot.alerts = texts.map {
            Snapshot.Alert(
                id: "x", rule: $0, subject: $0, text: $0, state: .firing, time: SampleSnapshot.start,
                delivery: .failed($0))
        }
        snapshot.drift = texts.map { Snapshot.Drift(feature: $0, index: 0.1, level: .suspect) }
        let grid = try draw("200x60", snapshot)
        // Every frame stands where it stood.
        for y in 0..<60 {
            for x in 0..<200
            where [0x2502, 0x256d, 0x256e, 0x2570, 0x256f].contains(plain[x, y].base)
                && plain[x, y].style.foreground == .border
            {
                #expect(grid[x, y] == plain[x, y], "the frame at \(x), \(y)")
            }
        }
        let shown = renderer.text(grid).unicodeScalars
        let unsafe = shown.filter { $0 != "\n" && [.control, .format].contains($0.properties.generalCategory) }
        #expect(unsafe.isEmpty)
        for row in renderer.text(grid).split(separator: "\n") {
            #expect(CharacterWidth.columns(of: String(row)) <= 200)
        }
    }

    @Test func aTinyScreenIsDrawnAllTheSame() throws {
        let snapshot = try SampleSnapshot.full()
        for height in 1...12 {
            for width in 1...60 {
                let grid = ScreenDrawing.draw(Size(width: width, height: height), SampleSnapshot.context(snapshot))
                #expect(grid.size == Size(width: width, height: height))
            }
        }
    }
}

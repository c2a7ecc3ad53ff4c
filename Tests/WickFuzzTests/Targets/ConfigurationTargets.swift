import GRDB
import WickDomain
import WickPipeline

@testable import WickStore
@testable import WickTerminal
@testable import wick

/// What a person, a service or another program left: configuration, the answers that `wick attach` shows, rows of the database.
enum ConfigurationTargets {
    static let all: [FuzzTarget] = [
        FuzzTarget("configuration", seeds: files.map(bytes), words: keys, shortRuns: 120, loadBody()),
        FuzzTarget("attach-answers", seeds: answers.map(bytes), words: attachWords, shortRuns: 120, attach),
        FuzzTarget("store-rows", seeds: edits.map(bytes), words: editWords, shortRuns: 50, tamper),
        FuzzTarget("terminal-text", seeds: ["BTC \u{1b}[31mup\u{1b}[0m", "e\u{301}🚀👩‍👩‍👧 한국"].map(bytes), draw),
    ]

    // MARK: Configuration

    private static let files = [
        "[venues.kraken]\nenabled = true\nsymbols = [\"BTC/USD\"]\nrest = \"https://user:secret@api.kraken.com\"\n[news.feeds.mine]\nurl = \"https://w.example/?token=x\"\ninterval = 60\n[alerts.rules.drop]\nkind = \"price_move\"\nlimit = 3.5\nwindow_minutes = 5\n",
        "[keys]\ntrain = [\"R\", \"ctrl-t\"]\n[store]\npath = \"/tmp/a.db\"\nkeep_candles_days = 30\n[llm]\nmodel = \"m\"\nprompt_price = 1.5\n[api]\nport = 8686\norigins = [\"https://a.example\"]\n",
        "news = { enabled = false }\nrepair.limit_hours = 0x10\n", "a = 2026-03-02T10:00:00Z\nb = inf\nc = '''x'''\n",
    ]

    private static let keys = [
        "[venues.kraken]", "symbols = ", "port = ", "[[keys]]", "= {", "= nan", "= inf", "= 1979-05-27", "'''",
        "\"\"\"",
        "币安人生USDT", "[a.b.c]",
    ]

    private static func loadBody() -> FuzzTarget.Body {
        let file = InputFile("config.toml")
        return { input in
            guard file.write(input) else { return nil }
            do throws(ConfigurationFile.Failure) {
                let configuration = try ConfigurationFile.load(
                    path: file.path, environment: ["WICK_API_PORT": String(decoding: input.prefix(40), as: UTF8.self)])
                for option in ConfigurationOption.all(in: configuration) {
                    guard let shown = option.show(configuration) else { continue }
                    if shown.hasPrefix("\"https://user:secret@") { return "a password is shown" }
                    if let fault = escapeFault(shown) { return "\(option.path): \(fault)" }
                }
                return nil
            } catch {
                return escapeFault(SafeOutput.line(error.description))
            }
        }
    }

    // MARK: Attach

    private static let attachWords = [
        "\"type\":\"change\"", "\"channel\":\"candles\"", "9999-12-31T23:59:59Z", "\"data\":",
    ]

    private static let answers = [
        #"{"type":"change","channel":"candles","data":{"venue":"kraken","symbol":"BTC/USD","timeframe":"1m","open_time":"2026-07-07T00:00:00Z","open":"64000.1","high":"64000.1","low":"64000.1","close":"64000.1","volume":"1.5","buy_volume":"0.5","trades":3,"state":"final","known_at":"2026-07-07T00:01:01Z"}}"#,
        #"{"type":"snapshot","channel":"candles","data":[{"venue":"kraken","symbol":"BTC/USD","open_time":"2026-07-07T00:00:00Z","open":"1","high":"1","low":"1","close":"1","volume":"1000000000000000000000000000000","trades":9223372036854775807,"state":"open","known_at":"2026-07-07T00:01:01Z"}]}"#,
        #"{"type":"change","channel":"predictions","data":{"id":"p","venue":"kraken","symbol":"BTC/USD","made_at":"2026-07-07T00:00:00Z","known_at":"2026-07-07T00:00:01Z","target_time":"2026-07-07T00:05:00Z","reference_price":"64000.1","predicted_return":0.001,"lower":-0.002,"upper":0.004,"model":1,"schema":"abc","latency_us":250,"outcome":null}}"#,
        #"{"type":"change","channel":"outcomes","data":{"prediction_id":"p","status":"scored","observed_price":"64100","error":0.0005,"hit":true,"covered":true,"known_at":"2026-07-07T00:05:01Z"}}"#,
        #"{"version":"0.1.0","time":"2026-07-07T00:06:00Z","feeds":[{"venue":"kraken","state":"live","last_received":"2026-07-07T00:05:59Z","latency_us":12000}],"news":{"live_feeds":1,"feeds":2,"scorer":"lexicon","is_fallback":false},"counts":{"gaps":1}}"#,
        #"{"data":[{"venue":"kraken","symbol":"BTC/USD","window":"1h","n":60,"mae":0.0005,"mae_persistence":0.0006,"skill":0.1,"hit_rate":0.5,"hit_low":0.4,"hit_high":0.6,"coverage":0.8}],"drift":[{"feature":"rsi_14","index":0.1,"level":"stable"}]}"#,
        #"{"training":{"started_at":"2026-07-07T00:00:00Z","state":"running","reason":null,"stage":"training","fraction":0.5,"training_loss":[1,0.9,1e308],"validation_loss":[1,-1e308,null]}}"#,
        #"{"data":[{"version":9223372036854775807,"roles":["champion kraken BTC/USD 5m"],"known_at":"2026-07-07T00:00:00Z","parameters":{"venue":"kraken","symbol":"BTC/USD"},"metrics":{"rows":100,"evidence":{"mae_challenger":0.1,"mae_persistence":0.2},"decision":{"reason":"better"}}}]}"#,
        #"{"data":[{"id":"h","version":1,"source":"wire","seen_at":"2026-07-07T00:00:00Z","title":"Up \u001b[2J","url":"https://w.example","score":{"asset":"btc","sentiment":0.5,"confidence":1,"scorer":"lexicon","model":"1","scored_at":"2026-07-07T00:00:00Z"}}]}"#,
        #"{"data":[],"next":"1783382700000000.6b72"}"#,
        #"{"data":[{"id":"a","time":"2026-07-07T00:00:00Z","ended":null,"rule":"stale","subject":"kraken","text":"x","state":"firing","muted":false,"delivery":"failed","failure":"y"}]}"#,
    ]

    /// Every row that it can be read as, folded and drawn.
    @Sendable private static func attach(_ input: [UInt8]) -> String? {
        let now = SampleStore.start + .seconds(600)
        var fold = SnapshotFold(time: now, source: .live, isSynthetic: false)
        if let message = try? AttachMessage(input) {
            var market = MarketStage.Output()
            market.candles = message.closed + message.closed
            fold.add(market)
            fold.setOpen(message.open)
            fold.restore(message.predictions.map { ($0, message.outcomes.first) })
            var forecasts = ForecastStage.Output()
            (forecasts.predictions, forecasts.outcomes) = (message.predictions, message.outcomes)
            fold.add(forecasts)
        }
        if let next = (try? AttachClient.decode(AttachPage<wick.CandleRow>.self, input, "/"))?.next,
            let cursor = AttachCursor(next), cursor < cursor || AttachCursor(cursor.text) != cursor
        {
            return "the cursor '\(next)' is not itself"
        }
        addRows(input, to: &fold)
        let snapshot = fold.next()
        for size in [Size(width: 120, height: 40), Size(width: 40, height: 10), Size(width: 220, height: 60)] {
            for preset in LayoutPreset.allCases {
                var state = ScreenState()
                state.preset = preset
                let context = PanelContext(snapshot: snapshot, state: state, now: now)
                let text = SnapshotRenderer(theme: .dark).text(ScreenDrawing.draw(size, context))
                if let fault = escapeFault(text.replacing("\n", with: "")) { return fault }
            }
        }
        return nil
    }

    private static func addRows(_ input: [UInt8], to fold: inout SnapshotFold) {
        func read<Row: Decodable>(_ type: Row.Type) -> Row? { try? AttachClient.decode(type, input, "/") }
        if let status = read(StatusRow.self) {
            fold.setFeeds(status.feeds.compactMap(\.value))
            fold.setGaps(AttachBounds.count(status.counts.gaps))
            if let news = status.newsState { fold.setNewsState(news) }
        }
        if let errors = read(ErrorsRow.self) {
            fold.setErrors(errors.data.compactMap(\.value))
            fold.setDrift(errors.drift.map(\.value))
        }
        if let models = read(RowList<ModelRow>.self) { fold.setVersions(models.data.compactMap(\.value)) }
        if let run = read(TrainingRow.self)?.training?.value(version: 2) { fold.setTraining(run) }
        if let alerts = read(RowList<AlertRow>.self) { fold.setAlerts(alerts.data.compactMap(\.value)) }
        if let headlines = read(RowList<HeadlineRow>.self) {
            var news = NewsStage.Output()
            news.headlines = headlines.data.compactMap(\.value)
            news.scores = headlines.data.compactMap(\.scored)
            fold.add(news)
        }
    }

    // MARK: Rows

    /// A table, a column, and what another program put there.
    private static let edits = [
        "candle event_time 9223372036854775807", "candle open_e9 -1", "candle notional 1e40",
        "candle volume_e8 9223372036854775807",
        "candle trades -5", "candle state x", "prediction model_version 9223372036854775807",
        "prediction target_time 0",
        "prediction lower 1e308", "outcome observed_price_e9 0", "headline title \u{1b}[2J", "headline version -1",
        "sentiment sentiment 1e308", "sentiment words [", "gap start_time 5", "instrument symbol \u{1b}]0;x",
        "candle first_id -1",
    ]

    private static let editWords = [
        "candle ", "prediction ", "outcome ", "headline ", "sentiment ", "known_at ", "event_time ", "upper ",
        "horizon ",
    ]

    @Sendable private static func tamper(_ input: [UInt8]) -> String? {
        guard let store = try? SampleStore.made() else { return "no store" }
        for line in String(decoding: input, as: UTF8.self).split(separator: "\n").prefix(8) {
            let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard parts.count == 3,
                parts[..<2].allSatisfy({ $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") } })
            else { continue }
            let number: (any DatabaseValueConvertible)? = Int64(parts[2]) ?? Double(parts[2])
            let value = number ?? parts[2]
            // A column that is not there, or a constraint, is the database's to refuse.
            try? store.write("tampering") { database in
                try database.execute(
                    sql: "UPDATE \(parts[0]) SET \(parts[1]) = ?", arguments: StatementArguments([value]))
            }
        }
        return readAll(store)
    }

    private static func readAll(_ store: Store) -> String? {
        let all = Timestamp(microseconds: .min)..<Timestamp(microseconds: .max)
        let instruments = (try? store.instruments()) ?? []
        for instrument in instruments {
            var table = CandleText(format: .csv).header
            try? store.forEachCandle(of: instrument, in: all) { table += CandleText(format: .jsonl).line($0) }
            _ = try? store.candles(of: instrument, in: all)
        }
        _ = try? store.predictions(madeIn: all).map { ($0.prediction.target, $0.outcome?.error) }
        _ = try? store.headlines(seenIn: all).map { HeadlineText(format: .csv).line($0, nil) }
        _ = try? store.scores(knownIn: all)
        _ = try? store.gaps(touching: all)
        _ = try? store.summary()
        _ = try? store.runs()
        if let models = try? store.models(), let aliases = try? store.aliases() {
            for record in models { _ = ModelListing(aliases: aliases).description(record) }
        }
        if let history = try? ForecastHistory(store) {
            var stage = ForecastStage(models: NoModels(), history: history)
            var output = ForecastStage.Output()
            stage.finish(into: &output)
        }
        return nil
    }

    // MARK: The screen

    @Sendable private static func draw(_ input: [UInt8]) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        var size = Size(width: Int(input.first ?? 0), height: Int(input.dropFirst().first ?? 0))
        if input.count % 50 == 0 { size = Size(width: 65_535, height: 2) }
        var fold = SnapshotFold(time: SampleStore.start, source: .live, isSynthetic: false)
        fold.log(.warning, text)
        let context = PanelContext(snapshot: fold.next(), state: ScreenState(), now: SampleStore.start)
        let drawn = SnapshotRenderer(theme: .dark).text(ScreenDrawing.draw(size, context))
        if let fault = escapeFault(drawn.replacing("\n", with: "")) { return fault }
        return escapeFault(SafeOutput.line(text))
    }
}

import Testing
import WickDomain

@testable import wick

/// A service that is somebody else's program, with numbers that no wick sends: such rows are left out.
@Suite struct AttachRowsTests {
    private func decode<Row: Decodable>(_ type: Row.Type, _ text: String) throws -> Row {
        try AttachClient.decode(type, Array(text.utf8), "/")
    }

    private func candle(_ changes: [String: String]) -> String {
        let fields = [
            "venue": "\"kraken\"", "symbol": "\"BTC/USD\"", "open_time": "\"2026-07-07T00:00:00Z\"", "open": "\"1\"",
            "high": "\"1\"", "low": "\"1\"", "close": "\"1\"", "volume": "\"1.5\"", "trades": "3", "state": "\"final\"",
            "known_at": "\"2026-07-07T00:01:00Z\"",
        ].merging(changes) { $1 }
        return "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }

    @Test("a candle that is sound is read")
    func soundCandles() throws {
        let row = try decode(CandleRow.self, candle([:]))
        #expect(row.value != nil)
    }

    @Test(
        "candles with numbers that no wick sends are left out",
        arguments: [
            ("volume", "\"1000000000000000000000000000000\""), ("volume", "\"-1\""), ("trades", "9223372036854775807"),
            ("trades", "-9223372036854775808"), ("open_time", "\"9999-12-31T23:59:00Z\""),
            ("open_time", "\"2026-07-07T00:00:30Z\""), ("known_at", "\"0000-01-01T00:00:00Z\""), ("high", "\"0.5\""),
        ])
    func candlesOfNoWick(field: String, value: String) throws {
        let row = try decode(CandleRow.self, candle([field: value]))
        #expect(row.value == nil)
    }

    @Test("models, losses and errors beyond all bounds are left out or unknown")
    func modelsAndLosses() throws {
        let model =
            #"{"version":9223372036854775807,"roles":[],"known_at":"2026-07-07T00:00:00Z","parameters":{},"metrics":{}}"#
        let row = try decode(ModelRow.self, model)
        #expect(row.value == nil)
        let training =
            #"{"training":{"started_at":"2026-07-07T00:00:00Z","state":"running","stage":"x","fraction":1e308,"training_loss":[1e308,1],"validation_loss":[-1e308,null]}}"#
        let run = try #require(try decode(TrainingRow.self, training).training?.value(version: 2))
        #expect(run.fraction == 1 && run.trainLoss.count == 2 && run.trainLoss[0].isNaN && run.trainLoss[1] == 1)
        let isUnknown = run.validationLoss.allSatisfy { $0.isNaN }
        #expect(isUnknown)
    }

    @Test(
        "predictions without an interval, a price or a horizon are left out",
        arguments: [
            #""lower":0.5"#, #""upper":1e308"#, #""reference_price":"0""#, #""target_time":"2026-07-07T00:00:30Z""#,
            #""model":9223372036854775807"#, #""latency_us":-5"#,
        ])
    func predictionsOfNoWick(change: String) throws {
        let sound =
            #""id":"p","venue":"kraken","symbol":"BTC/USD","made_at":"2026-07-07T00:00:00Z","known_at":"2026-07-07T00:00:01Z","predicted_return":0.001,"schema":"abc""#
        let usual = [
            "lower": "-0.002", "upper": "0.004", "reference_price": "\"64000.1\"",
            "target_time": "\"2026-07-07T00:05:00Z\"", "model": "1", "latency_us": "250",
        ]
        func row(_ change: String?) throws -> Prediction? {
            let name = change?.split(separator: "\"").first.map(String.init)
            let fields = usual.filter { $0.key != name }.map { "\"\($0)\":\($1)" } + [change].compactMap(\.self)
            return try decode(PredictionRow.self, "{\(sound),\(fields.joined(separator: ","))}").value
        }
        let (sane, changed) = (try row(nil), try row(change))
        #expect(sane != nil && changed == nil)
    }

    @Test("a problem's detail is shown without its escape sequences")
    func problemsAreSafe() {
        let failure = AttachClient.Failure.refused(
            path: "/v1/status", status: 500, detail: "a\u{1b}]0;title\u{7}b\u{9b}2Jc")
        #expect(failure.description == "/v1/status: 500: abc")
    }
}

import Synchronization
import Testing
import WickDomain

@testable import WickServer

@Suite struct ServedDataTests {
    private final class Listener: StreamListener {
        let events = Mutex<[NumberedEvent]>([])
        func take(_ events: [NumberedEvent]) { self.events.withLock { $0 += events } }
    }

    private func data() -> ServedData {
        ServedData(ServedState(time: SampleService.now, version: "test", instruments: [SampleService.bitcoin]))
    }

    @Test func everyChangeHasARevisionAndEveryEventAPlaceInTheSequence() {
        let (data, listener) = (data(), Listener())
        _ = data.add(listener)
        data.update { _ in [] }
        let candle = StreamEvent.candle(SampleService.candle(SampleService.bitcoin, 0))
        data.update { _ in [candle, candle] }
        data.update { _ in [candle] }
        #expect(data.revision == 3)
        #expect(listener.events.withLock { $0.map(\.sequence) } == [1, 2, 3])
        #expect(data.sequenced.sequence == 3)
    }

    @Test func whoComesBackGetsWhatWasMissedOrIsToldHowMuch() {
        let data = data()
        let candle = StreamEvent.candle(SampleService.candle(SampleService.bitcoin, 0))
        for _ in 0..<5 { data.update { _ in [candle, candle] } }
        let (sequence, _, missed) = data.sequenced(after: 7, of: data.run)
        #expect(sequence == 10)
        #expect(missed.lost == 0)
        #expect(missed.events.map(\.sequence) == [8, 9, 10])
        #expect(data.sequenced(after: 10, of: data.run).missed.events.isEmpty)
        // Of another run, and of a sequence that this one has not reached.
        #expect(data.sequenced(after: 7, of: "yesterday").missed.lost == nil)
        #expect(data.sequenced(after: 11, of: data.run).missed.lost == nil)
        #expect(data.sequenced(after: .max, of: data.run).missed.lost == nil)
    }

    @Test func whatIsKeptForThoseWhoComeBackIsBounded() {
        let data = data()
        let candle = StreamEvent.candle(SampleService.candle(SampleService.bitcoin, 0))
        for _ in 0..<100 { data.update { _ in Array(repeating: candle, count: 100) } }
        let missed = data.sequenced(after: 0, of: data.run).missed
        #expect(missed.events.isEmpty)
        #expect((missed.lost ?? 0) >= 10_000 - 2 * UInt64(ServedData.maximumRecent))
        #expect(data.sequenced(after: 9_000, of: data.run).missed.events.count == 1000)
    }

    @Test func aListenerThatIsGoneHearsNothing() {
        let (data, listener) = (data(), Listener())
        data.remove(listener: data.add(listener))
        data.update { _ in [.candle(SampleService.candle(SampleService.bitcoin, 0))] }
        #expect(listener.events.withLock { $0.isEmpty })
    }

    @Test func aSubscriptionWantsItsChannelsAndSymbolsOnly() throws {
        var subscription = StreamSubscription()
        let candle = StreamEvent.candle(SampleService.candle(SampleService.bitcoin, 0))
        #expect(!subscription.wants(candle))
        subscription.subscribe([.candles], symbols: [SampleService.ether.symbol], venues: nil)
        #expect(!subscription.wants(candle))
        #expect(subscription.wants(.candle(SampleService.candle(SampleService.ether, 0))))
        #expect(!subscription.wants(.prediction(ServedPrediction(SampleService.prediction(0)))))
        // Whoever hears anything hears when it grows old.
        #expect(subscription.channels.contains(.feeds))
        subscription.unsubscribe([.candles])
        #expect(subscription.channels.isEmpty)
    }

    @Test(arguments: [
        "nonsense", "[]", "{}", #"{"subscribe":[]}"#, #"{"subscribe":["trades"]}"#, #"{"subscribe":"candles"}"#,
        #"{"subscribe":["feeds"]}"#, #"{"subscribe":["candles"],"symbols":[]}"#,
        #"{"subscribe":["candles"],"symbols":["\u0000"]}"#, #"{"subscribe":["candles"],"venues":["mtgox"]}"#,
        #"{"subscribe":["candles"],"speed":1}"#, #"{"subscribe":["candles"],"after":3}"#,
        #"{"subscribe":["candles"],"after":-1,"run":"x"}"#, #"{"subscribe":["candles"],"after":1e300,"run":"x"}"#,
        #"{"subscribe":["candles"],"after":"3","run":"x"}"#,
    ])
    func messagesThatSayNothingAreRefused(text: String) {
        #expect(throws: Problem.self) { try StreamSubscription.Request(Array(text.utf8)) }
    }

    @Test func metricsAreWrittenAsPrometheusReadsThem() throws {
        let metrics = ServiceMetrics()
        metrics.observeTradeToCandle(.milliseconds(3))
        metrics.observeRequest(route: "/v1/status", status: 200, seconds: .microseconds(80))
        let text = metrics.text(try SampleService().state)
        #expect(text.contains("# TYPE wick_trade_to_candle_seconds histogram\n"))
        #expect(text.contains("wick_trade_to_candle_seconds_bucket{le=\"0.0025\"} 0\n"))
        #expect(text.contains("wick_trade_to_candle_seconds_bucket{le=\"0.005\"} 1\n"))
        #expect(text.contains("wick_trade_to_candle_seconds_count 1\n"))
        #expect(text.contains("wick_http_requests_total{route=\"/v1/status\",status=\"200\"} 1\n"))
    }

    @Test func aDateIsWrittenAsHTTPWantsIt() {
        #expect(HTTPDate.text(SampleService.start) == "Tue, 07 Jul 2026 00:00:00 GMT")
    }

    @Test func hostileTextsStayInsideTheirJSON() throws {
        var writer = JSONWriter()
        writer.object { $0.field("a\"b", "line\u{0}\n\u{1b}[31m\"\\ é") }
        let value = try #require(JSONValue.parse(writer.bytes))
        #expect(value == .object(["a\"b": .text("line\u{0}\n\u{1b}[31m\"\\ é")]))
    }
}

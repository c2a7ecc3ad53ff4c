import Synchronization
import Testing
import WickDomain
import WickFrames
import WickNetwork

@testable import WickVenues

/// Answers are scripted, and time passes only where the run waits.
@Suite struct BackfillRunTests {
    /// Gives its answers one after the other, the last for ever.
    private final class Script: HTTPClient {
        private let answers: Mutex<[HTTPResponse]>
        let asked = Mutex<[String]>([])

        init(_ answers: [HTTPResponse]) { self.answers = Mutex(answers) }

        func send(_ request: HTTPRequest) async throws(NetworkError) -> HTTPResponse {
            asked.withLock { $0.append(request.url) }
            return answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        }
    }

    /// Sleeps by moving on.
    private final class Waits: Clock {
        struct Instant: InstantProtocol {
            var offset: Duration
            func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        private let time = Mutex(Duration.zero)
        var now: Instant { Instant(offset: time.withLock { $0 }) }
        var minimumResolution: Duration { .nanoseconds(1) }
        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            time.withLock { $0 = max($0, deadline.offset) }
        }
    }

    private static let base: Int64 = 1_732_881_600
    private let waits = Waits()

    private func answer(_ body: String, status: Int = 200, headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(body.utf8), receivedNanoseconds: 0)
    }

    private var minute: String {
        #"[[\#(Self.base * 1000),"10","11","9","10.5","2",\#(Self.base * 1000 + 59_999),"20.5",3,"0.5","5","0"]]"#
    }

    private func run(
        _ answers: [HTTPResponse], venue: Venue = .binance, source: BackfillPlan.Source = .bars
    ) async throws -> (candles: Int, asked: [String], error: String) {
        let client = Script(answers)
        let start = Timestamp(seconds: Self.base)
        var plan = BackfillPlan(
            instrument: Instrument(venue: venue, symbol: try Symbol("BTCUSDT")), span: start..<start + .seconds(60),
            source: source)
        let run = BackfillRun(
            venue: venue, endpoint: VenueEndpoint(websocket: "ws://x", rest: "http://x"), client: client,
            clock: FeedClock(waits) { (Self.base + 3600) * 1_000_000_000 })
        var candles = 0
        do {
            try await run.run(&plan) { page, _ in candles += page.count }
            return (candles, client.asked.withLock { $0 }, "none")
        } catch { return (candles, client.asked.withLock { $0 }, "\(error)") }
    }

    @Test func anAnswerThatWasTornIsAskedForAgainAndNotForEver() async throws {
        let torn = answer(String(minute.dropLast(20)))
        let good = try await run([torn, torn, answer(minute)])
        #expect(good.candles == 1 && good.asked.count == 3 && good.error == "none")
        // One second and two, and the space between two requests behind each.
        #expect(waits.now.offset == .milliseconds(3200))
        let bad = try await run([torn])
        #expect(bad.asked.count == 6)
        #expect(bad.error.hasPrefix("decoding a binance frame: "), "\(bad.error)")
    }

    @Test func aWebPageInPlaceOfDataIsSaidAtOnce() async throws {
        let result = try await run([answer("\r\n <!DOCTYPE html><title>Sorry</title>")])
        #expect(result.asked.count == 1)
        #expect(
            result.error
                == "asking binance for /api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=1732881600000&endTime=1732881659999"
                + "&limit=1000: a web page came in place of data ('?? <!DOCTYPE html><title>Sorry</title>'); see whether the venue "
                + "is being maintained, or a proxy is in between, and run it again")
    }

    @Test func aStatusIsSaidWithTheVenuesWordsOrItsWait() async throws {
        let banned = try await run([answer("", status: 418, headers: [HTTPHeader("Retry-After", "7200")])])
        #expect(banned.error.hasSuffix("it answered with status 418, and to try again in 7200 s"))
        let date = [HTTPHeader("Retry-After", "Fri, 29 Nov 2024 14:00:00 GMT")]
        #expect(try await run([answer("[]", status: 429, headers: date)]).error.hasSuffix("to try again in 3600 s"))
        let words = try await run([answer(#"{"code":-1121,"msg":"Invalid symbol."}"#, status: 400)])
        #expect(words.error == "asking binance: it answered 'Invalid symbol.'")
        #expect(try await run([answer("<html>", status: 503)]).error.hasSuffix("it answered with status 503"))
    }

    @Test func tooManyRequestsInTheBodyAreWaitedFor() async throws {
        let limited = answer(#"{"error":["EGeneral:Too many requests"]}"#)
        let page = answer(#"{"error":[],"result":{"P":[],"last":"1"}}"#)
        let result = try await run([limited, limited, page], venue: .kraken, source: .trades)
        #expect(result.error == "none" && result.asked.count == 3)
        #expect(waits.now.offset >= .seconds(20))
    }
}

public import WickDomain
public import WickFrames
public import WickNetwork

/// Carries a plan out: asks, waits as the venue wishes, and hands on what came. Requests that fail are tried again by
/// the client.
public struct BackfillRun: Sendable {
    /// Why a piece could not be finished. What was handed on before stays good, and a later run goes on there.
    public enum Failure: Error, CustomStringConvertible {
        case network(NetworkError)
        case answer(DecodingError)
        /// With how long the venue wants to be left alone, where it says so and that is too long to wait for.
        case status(Venue, path: String, status: Int, retryAfter: Duration?)
        /// Somebody in between answered: a maintenance page, a proxy, a hotel's sign-in.
        case webPage(Venue, path: String, excerpt: String)

        public var description: String {
            switch self {
            case .network(let error): "\(error)"
            case .answer(let error): "\(error)"
            case .status(let venue, let path, let status, let wait):
                "asking \(venue) for \(path): it answered with status \(status)"
                    + (wait.map { ", and to try again in \(Int(clamping: $0.components.seconds)) s" } ?? "")
            case .webPage(let venue, let path, let excerpt):
                "asking \(venue) for \(path): a web page came in place of data ('\(excerpt)'); see whether the venue is "
                    + "being maintained, or a proxy is in between, and run it again"
            }
        }
    }

    /// 1,000 trades or klines are 200 KiB at most.
    private static let maximumAnswerBytes = 4 << 20
    /// For one answer; a slow line needs longer for a whole page than for a repair.
    private static let deadline: Duration = .seconds(30)
    /// How often in a row a venue may say "too many" with status 200, or answer something torn.
    private static let maximumRepeats = 5

    private let venue: Venue
    private let endpoint: VenueEndpoint
    private let client: any HTTPClient
    private let clock: FeedClock

    /// - Parameter client: tries again by itself what may succeed later.
    public init(venue: Venue, endpoint: VenueEndpoint, client: any HTTPClient, clock: FeedClock) {
        (self.venue, self.endpoint, self.client, self.clock) = (venue, endpoint, client, clock)
    }

    /// - Parameter write: takes each page's candles, and the plan as it is behind them.
    /// - Throws: `Failure`, what `write` throws, or `CancellationError`.
    public func run(
        _ plan: inout BackfillPlan, write: ([Candle], BackfillPlan) async throws -> Void
    ) async throws {
        var repeats = 0
        while let path = plan.request {
            let response = try await ask(path)
            switch take(response, path, into: &plan) {
            case .success(let candles):
                repeats = 0
                try await write(candles, plan)
            case .failure(let failure):
                repeats += 1
                guard let wait = Self.wait(after: failure, repeats: repeats), repeats <= Self.maximumRepeats else {
                    throw failure
                }
                try await clock.sleep(for: wait)
            }
            if plan.request != nil { try await clock.sleep(for: Self.spacing(venue)) }
        }
    }

    private func ask(_ path: String) async throws(Failure) -> HTTPResponse {
        let request = HTTPRequest(
            .get, endpoint.rest + path, deadline: Self.deadline, maximumBodyBytes: Self.maximumAnswerBytes)
        do throws(NetworkError) { return try await client.send(request) } catch { throw .network(error) }
    }

    private func take(
        _ response: HTTPResponse, _ path: String, into plan: inout BackfillPlan
    ) -> Result<[Candle], Failure> {
        var next = plan
        do throws(DecodingError) {
            let candles = try next.take(response.body, receivedTime: clock.now.wall)
            guard response.status == 200 else { return .failure(status(response, path)) }
            plan = next
            return .success(candles)
        } catch {
            // The venue's own words say more than a status, where there are any.
            if response.status != 200, case .refused = error { return .failure(.answer(error)) }
            if response.status != 200 { return .failure(status(response, path)) }
            guard case .notJSON(_, _, let excerpt) = error, Self.isWebPage(response.body) else {
                return .failure(.answer(error))
            }
            return .failure(.webPage(venue, path: path, excerpt: excerpt))
        }
    }

    private func status(_ response: HTTPResponse, _ path: String) -> Failure {
        let wait = response[header: "Retry-After"].flatMap {
            RetryAfter.duration($0, nowNanoseconds: clock.wallNanoseconds)
        }
        return .status(venue, path: path, status: response.status, retryAfter: wait)
    }

    private static func isWebPage(_ body: [UInt8]) -> Bool {
        body.first { $0 > 0x20 } == UInt8(ascii: "<")
    }

    /// How long to wait before the same is asked again; nil where that cannot help. Kraken says with status 200 what
    /// others say with 429 and 503; an answer that is no JSON may be a torn one.
    private static func wait(after failure: Failure, repeats: Int) -> Duration? {
        switch failure {
        case .answer(.refused(_, let reason)):
            ["Too many requests", "Rate limit", "EService:"].contains { reason.contains($0) }
                ? RepairPlanner.rateLimitWait : nil
        case .answer(.notJSON): .seconds(1 << min(repeats - 1, 5))
        case .answer, .status, .network, .webPage: nil
        }
    }

    /// Requests follow each other no faster: half of what the venues allow, and Kraken's one call a second.
    public static func spacing(_ venue: Venue) -> Duration {
        switch venue {
        case .kraken, .bitfinex: .seconds(1)
        // klines weigh 2 of 6,000 a minute.
        case .binance: .milliseconds(100)
        case .coinbase: .milliseconds(200)
        }
    }
}

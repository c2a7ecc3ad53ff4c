public import WickDomain
public import WickFrames
public import WickNetwork

/// Carries a plan out: asks, waits as the venue wishes, and hands on what came. Requests that fail are tried again by the client.
public struct BackfillRun: Sendable {
    /// Why an instrument could not be finished. What was handed on before stays good, and a later run goes on there.
    public enum Failure: Error, CustomStringConvertible {
        case network(NetworkError)
        case answer(DecodingError)
        case status(Venue, path: String, status: Int)

        public var description: String {
            switch self {
            case .network(let error): "\(error)"
            case .answer(let error): "\(error)"
            case .status(let venue, let path, let status):
                "asking \(venue) for \(path): it answered with status \(status)"
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
                guard Self.mayPass(failure), repeats <= Self.maximumRepeats else { throw failure }
                try await clock.sleep(for: RepairPlanner.rateLimitWait)
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
            guard response.status == 200 else { return .failure(.status(venue, path: path, status: response.status)) }
            plan = next
            return .success(candles)
        } catch {
            // The venue's own words say more than a status, where there are any.
            if response.status != 200, case .refused = error { return .failure(.answer(error)) }
            if response.status != 200 { return .failure(.status(venue, path: path, status: response.status)) }
            return .failure(.answer(error))
        }
    }

    /// Kraken says with status 200 what others say with 429 and 503; an answer that is no JSON may be a torn one.
    private static func mayPass(_ failure: Failure) -> Bool {
        switch failure {
        case .answer(.refused(_, let reason)):
            ["Too many requests", "Rate limit", "EService:"].contains { reason.contains($0) }
        case .answer(.notJSON): true
        case .answer, .status, .network: false
        }
    }

    /// Requests follow each other no faster: half of what the venues allow, and Kraken's one call a second.
    private static func spacing(_ venue: Venue) -> Duration {
        switch venue {
        case .kraken, .bitfinex: .seconds(1)
        // klines weigh 2 of 6,000 a minute.
        case .binance: .milliseconds(100)
        case .coinbase: .milliseconds(200)
        }
    }
}

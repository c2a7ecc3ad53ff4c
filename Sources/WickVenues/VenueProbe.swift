import FoundationEssentials
public import WickDomain
public import WickNetwork

/// Looks whether a venue can be reached, and what time it is there.
public struct VenueProbe: Sendable {
    /// What a venue's REST interface answered.
    public struct RestFinding: Equatable, Sendable {
        /// From sending the request to the last byte of the answer.
        public let roundTrip: Duration
        /// The venue's clock less ours, if the answer took as long to come as the request to go; right to half a round trip, and to
        /// a second where the venue tells no more.
        public let clockOffset: Duration
    }

    /// Why an answer is not what the venue documents.
    public struct UnexpectedAnswer: Error, Equatable, CustomStringConvertible {
        public let description: String
    }

    private let venue: Venue
    private let endpoint: VenueEndpoint

    public init(venue: Venue, endpoint: VenueEndpoint) {
        self.venue = venue
        self.endpoint = endpoint
    }

    /// Where the venue tells the time.
    private var timePath: String {
        switch venue {
        case .kraken, .bitfinex: "/0/public/Time"
        case .binance: "/api/v3/time"
        case .coinbase: "/time"
        }
    }

    /// Asks for the time.
    ///
    /// - Parameter wallNanoseconds: our clock.
    /// - Throws: `NetworkError`, or `UnexpectedAnswer`.
    public func askTime(
        _ client: any HTTPClient, wallNanoseconds: @Sendable () -> Int64
    ) async throws -> RestFinding {
        let sent = wallNanoseconds()
        let response = try await client.send(HTTPRequest(.get, endpoint.rest + timePath, maximumBodyBytes: 64 << 10))
        guard response.status == 200 else {
            throw UnexpectedAnswer(
                description: "asking \(venue) for the time: it answered with status \(response.status)")
        }
        guard let venueTime = Self.time(in: response.body, of: venue) else {
            let start = response.body.withUnsafeBytes { DecimalText.printable($0) }
            throw UnexpectedAnswer(description: "asking \(venue) for the time: '\(start)' is no time")
        }
        let roundTrip = response.receivedNanoseconds - sent
        let ours = Timestamp(nanoseconds: sent + roundTrip / 2)
        return RestFinding(roundTrip: .nanoseconds(roundTrip), clockOffset: venueTime - ours)
    }

    /// Opens the socket and waits for the first thing that the venue says, or for the answer to a ping.
    ///
    /// - Returns: how long that took.
    /// - Throws: `NetworkError`, or `UnexpectedAnswer` when the venue hangs up.
    public func openSocket(
        _ connector: any WebSocketConnector, wallNanoseconds: @Sendable () -> Int64
    ) async throws -> Duration {
        let start = wallNanoseconds()
        let connection = try await connector.connect(WebSocketRequest(endpoint.websocket))
        try await connection.ping(Array("wick".utf8))
        let batch = try await connection.receive()
        await connection.close()
        guard batch != nil else {
            throw UnexpectedAnswer(description: "opening \(venue)'s socket: it was closed without a word")
        }
        return .nanoseconds(wallNanoseconds() - start)
    }

    /// `{"error":[],"result":{"unixtime":1616336594}}`, `{"serverTime":1499827319559}`, or
    /// `{"iso":"2015-01-07T23:47:25.201Z","epoch":1420674445.201}`.
    ///
    /// Nil for anything else, also for a number that no clock shows.
    static func time(in body: [UInt8], of venue: Venue) -> Timestamp? {
        struct Answer: Decodable {
            struct Result: Decodable { let unixtime: Int64 }
            let result: Result?
            let serverTime: Int64?
            let iso: String?
        }
        // An answer of another form is told by the caller, with its text.
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else { return nil }
        switch venue {
        case .kraken, .bitfinex:
            return answer.result.flatMap { clock($0.unixtime, unit: 1_000_000) }
        case .binance: return answer.serverTime.flatMap { clock($0, unit: 1000) }
        case .coinbase: return answer.iso.flatMap { try? Timestamp(iso8601: $0) }
        }
    }

    /// A number that no clock shows is in another unit.
    private static func clock(_ number: Int64, unit: Int64) -> Timestamp? {
        let (microseconds, overflowed) = number.multipliedReportingOverflow(by: unit)
        let time = Timestamp(microseconds: microseconds)
        return !overflowed && time.isPlausible ? time : nil
    }
}

import Testing
import WickDomain

@testable import WickVenues

@Suite struct FeedConfigurationTests {
    private func feed(_ venue: Venue, _ websocket: String) throws -> FeedConfiguration {
        try FeedConfiguration(
            venue: venue, symbols: [Symbol("BTCUSDT")],
            endpoint: VenueEndpoint(websocket: websocket, rest: "https://example.org"))
    }

    /// REST is asked for the unit of the socket: mixed, a trade known to the microsecond would count as later than its neighbours.
    @Test func theSocketsAddressDecidesTheUnitOfTimes() throws {
        #expect(try feed(.binance, "wss://example.org/stream").timeUnit == .milliseconds)
        #expect(try feed(.binance, "wss://example.org/stream?timeunit=microsecond").timeUnit == .microseconds)
        #expect(try feed(.kraken, "wss://example.org/v2").timeUnit == nil)
        #expect(try FeedConfiguration(venue: .binance, symbols: [Symbol("BTCUSDT")]).timeUnit == .microseconds)
    }

    private func message(_ venue: Venue, _ symbols: [String] = ["X"], _ endpoint: VenueEndpoint? = nil) -> String {
        do throws(any Error) {
            _ = try FeedConfiguration(venue: venue, symbols: symbols.map { try Symbol($0) }, endpoint: endpoint)
            return "accepted"
        } catch { return "\(error)" }
    }

    @Test func whatCannotBeIsSaidWithItsReason() {
        #expect(message(.kraken) == "accepted")
        #expect(message(.bitfinex).hasSuffix("wick has none (kraken, binance and coinbase have)"))
        #expect(message(.kraken, []).hasSuffix("no symbol is named"))
        #expect(message(.kraken, Array(repeating: "X", count: 1025)).contains("1025 symbols"))
        for url in ["localhost:1", "https://x", "wss://", "wss:///v2", "wss://a b"] {
            #expect(
                message(.kraken, ["X"], VenueEndpoint(websocket: url, rest: "https://x")).contains(
                    "'\(url)' is not an address"))
        }
        #expect(message(.kraken, ["X"], VenueEndpoint(websocket: "wss://h/v2", rest: "ftp://h")).contains("'ftp://h'"))
    }

    @Test func valuesOutOfRangeAreNamed() throws {
        var configuration = try FeedConfiguration(venue: .kraken, symbols: [try Symbol("X")])
        configuration.silenceLimit = .zero
        #expect(throws: FeedError.notPositive(.kraken, name: "silenceLimit")) { try configuration.validate() }
    }
}

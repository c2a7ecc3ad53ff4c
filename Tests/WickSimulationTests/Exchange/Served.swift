import Foundation
import Testing
import WickDomain
import WickSimulation

/// An exchange with one venue, which goes with its owner.
final class Served {
    let exchange: LoopbackExchange
    let authority: String
    private let endpoint: LoopbackExchange.Endpoint

    init(
        _ venue: Venue, speed: LoopbackExchange.Speed = .times(1), faults: String = "none",
        tradesPerSecond: Double = 20,
        seconds: Int? = nil, historySeconds: Int = 0, port: UInt16 = 0,
        transportFault: LoopbackExchange.TransportFault? = nil, recording: String? = nil
    ) throws {
        var venueOptions = SimulatedVenue.Options(
            market: MarketParameters(seed: 7, venue: venue, tradesPerSecond: tradesPerSecond))
        venueOptions.faults = try FaultPlan(faults)
        venueOptions.duration = seconds.map { .seconds($0) }
        venueOptions.history = .seconds(historySeconds)
        authority = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID().uuidString).pem").path
        var options = LoopbackExchange.Options(
            venues: [venueOptions], authorityPath: authority, wallTime: Self.wallTime())
        options.speed = speed
        options.port = port
        options.transportFault = transportFault
        options.recording = recording
        exchange = try LoopbackExchange(options)
        endpoint = try #require(exchange.endpoints.first)
    }

    deinit {
        exchange.stop()
        unlink(authority)
    }

    /// Certificates must be valid where the tests run.
    static func wallTime() -> Timestamp { Timestamp(seconds: Int64(Date().timeIntervalSince1970)) }

    var rest: String { endpoint.rest }
    var port: Int { URL(string: endpoint.rest)?.port ?? 0 }

    /// With what Binance takes in the address.
    var websocket: String {
        endpoint.venue == .binance
            ? endpoint.websocket + "?streams=btcusdt@trade/ethusdt@trade" : endpoint.websocket
    }

    var instruments: [Instrument] { exchange.inspect(endpoint.venue) { $0.instruments } ?? [] }

    var log: FaultLog {
        guard let log = exchange.inspect(endpoint.venue, { $0.log }) else {
            preconditionFailure("the venue that is served")
        }
        return log
    }

    func curl(_ arguments: String...) throws -> OtherClient.Result {
        try #require(OtherClient.curl).run(["-sS", "--max-time", "20", "--cacert", authority] + arguments)
    }
}

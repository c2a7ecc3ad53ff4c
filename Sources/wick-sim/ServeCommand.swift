import ArgumentParser
import WickDomain
import WickPipeline
import WickSimulation

/// `wick-sim serve`: an exchange on 127.0.0.1 that can misbehave.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve synthetic venues on 127.0.0.1, over TLS, with faults on demand.",
        discussion: """
            Prints one line of JSON a venue: venue, websocket, rest, ca. Faults, and rules that clients break, go to \
            standard error. Ends by Ctrl-C, SIGTERM, or --for.

            Kraken and Binance with everything that can go wrong, at ten times the speed:
              wick-sim serve --venue kraken --venue binance --seed 7 --speed 10 --faults all --ca /tmp/ca.pem
            Trades as fast as they are read:
              wick-sim serve --venue kraken --seed 7 --trades-per-second 5000 --speed max --ca /tmp/ca.pem
            A recording in place of a market:
              wick-sim serve --venue kraken --seed 7 --recording demo.wick.zst --ca /tmp/ca.pem
            """)

    @Option(help: "Whose socket and REST to serve; may be given several times.")
    var venue: [RecordCommand.LiveVenue]

    @Option(help: "Any number; another seed is another market with other faults.")
    var seed: UInt64

    @Option(help: "Of the first venue, the others follow; 0 takes what is free.")
    var port: UInt16 = 0

    @Option(help: "Average over both assets, in the market's time.")
    var tradesPerSecond = 10.0

    @Option(help: "Seconds of the market in a second, or max: as fast as the clients read.")
    var speed: Speed = .one

    @Option(help: "all, none, or name=value with commas between, e.g. all,hidden=0,until=3000.", transform: plan)
    var faults = FaultPlan.none

    @Option(help: "Where to write the certificate authority's certificate, as PEM.")
    var ca: String

    @Option(name: .customLong("for"), help: "How long to serve, e.g. 90s, 10m, 8h; without it until a signal.")
    var serveTime: Length?

    @Option(help: "For how long there are trades, in the market's time; then REST goes on alone.")
    var marketFor: Length?

    @Option(help: "How long the market had run before, for REST and snapshots.")
    var history = Length(seconds: 60)

    @Option(
        help: "When the venues open, in the market's time, e.g. 2026-03-02T00:00:00Z; without it now.",
        transform: { try Timestamp(iso8601: $0) })
    var start: Timestamp?

    @Option(help: "A recording whose trades are sent in place of a market's.")
    var recording: String?

    @Option(
        help: "What no client may accept: \(LoopbackExchange.TransportFault.names).", transform: transportFault)
    var tlsFault: LoopbackExchange.TransportFault?

    func run() async throws {
        let signals = StopSignals()
        let exchange = try makeExchange()
        for endpoint in exchange.endpoints { Output.line(endpoint.json) }
        let end = serveTime
        let stopped = try await withThrowingTaskGroup(of: StopSignals.Signal?.self) { group in
            group.addTask { await signals.first() }
            group.addTask {
                await FaultReport(exchange: exchange, venues: exchange.endpoints.map(\.venue)).run(for: end?.duration)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            while try await group.next() != nil {}
            return first
        }
        exchange.stop()
        if stopped == .interrupt { throw ExitCode(130) }
    }

    private func makeExchange() throws -> LoopbackExchange {
        let wallTime = WallClock.now()
        let opening = start ?? wallTime
        let venues = venue.map { venue in
            var options = SimulatedVenue.Options(
                market: MarketParameters(
                    seed: seed, venue: venue.venue, start: opening - history.duration,
                    tradesPerSecond: tradesPerSecond))
            options.history = history.duration
            options.duration = marketFor?.duration
            options.faults = faults
            return options
        }
        var options = LoopbackExchange.Options(venues: venues, authorityPath: ca, wallTime: wallTime)
        options.speed = speed.value
        options.port = port
        options.transportFault = tlsFault
        options.recording = recording
        do {
            return try LoopbackExchange(options)
        } catch {
            var isUsage = false
            if case .simulation = error { isUsage = true }
            throw Failure(description: "serving: \(error)", isUsage: isUsage)
        }
    }

    private static func transportFault(_ text: String) throws -> LoopbackExchange.TransportFault {
        guard let fault = LoopbackExchange.TransportFault(rawValue: text) else {
            throw ValidationError("allowed is \(LoopbackExchange.TransportFault.names)")
        }
        return fault
    }

    private static func plan(_ text: String) throws -> FaultPlan { try FaultPlan(text) }
}

extension LoopbackExchange.TransportFault {
    fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

/// The text of `--speed`.
struct Speed: ExpressibleByArgument {
    static let one = Speed(value: .times(1))

    let value: LoopbackExchange.Speed

    private init(value: LoopbackExchange.Speed) { self.value = value }

    init?(argument: String) {
        if argument == "max" {
            value = .max
        } else {
            guard let times = Double(argument) else { return nil }
            value = .times(times)
        }
    }

    var defaultValueDescription: String { "1" }
}

/// A stretch of time as people write it: 90, 90s, 10m, 8h, 2d.
struct Length: ExpressibleByArgument {
    private static let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
    /// A hundred years: beyond, times leave their 64 bits sooner or later.
    private static let maximumSeconds = 3_155_760_000.0

    let duration: Duration
    private let text: String

    init(seconds: Int) {
        duration = .seconds(seconds)
        text = "\(seconds)s"
    }

    init?(argument: String) {
        let unit = argument.last.flatMap { Self.units[$0] }
        guard let number = Double(unit == nil ? argument[...] : argument.dropLast()),
            case let seconds = number * (unit ?? 1), seconds >= 0, seconds <= Self.maximumSeconds
        else { return nil }
        duration = .seconds(seconds)
        text = argument
    }

    var defaultValueDescription: String { text }
}

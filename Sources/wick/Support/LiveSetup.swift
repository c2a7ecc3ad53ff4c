import Glibc
import WickDomain
import WickFrames
import WickNetwork
import WickNews
import WickPipeline
import WickVenues

/// The parts of a live run, put together from the configuration: what `record` and `live` have in common.
struct LiveSetup {
    let network: NetworkThread
    let feeds: [VenueFeed]
    let channel: FrameChannel
    let header: RecordingHeader
    let clock: FeedClock
    /// Nil where the configuration names no feeds.
    let news: LivePipeline.News?
    private let report: @Sendable (LiveEvent) -> Void

    /// - Parameters:
    ///   - venues: the only ones to use; all that are enabled, where empty.
    ///   - resume: since when each instrument's trades are wanted.
    ///   - headlines: those that are known already.
    ///   - report: is told what the feeds report, in order.
    /// - Throws: `CommandFailure` naming what cannot be.
    init(
        _ configuration: Configuration, venues: [Venue], command: String, resume: [Instrument: Timestamp] = [:],
        headlines: HeadlineLedger = HeadlineLedger(), report: @escaping @Sendable (LiveEvent) -> Void
    ) throws {
        let feeds = try Self.feeds(configuration, venues, for: command)
        do {
            let clock = FeedClock(ContinuousClock(), run: WallClock.run)
            let channel = FrameChannel()
            let header = LivePipeline.header(for: feeds)
            let network = try NetworkThread(try Self.network(configuration, feeds))
            self.feeds = feeds.map { feed in
                VenueFeed(
                    feed, header: header, connector: network, client: network, channel: channel, clock: clock,
                    random: SystemRandomNumberGenerator(), resume: resume, report: { report(.feed($0)) })
            }
            news = NewsSetup.live(
                configuration, header: header, network: network, channel: channel, clock: clock, headlines: headlines
            ) { report(.news($0)) }
            self.report = report
            (self.network, self.channel, self.header, self.clock) = (network, channel, header, clock)
        } catch let error as NetworkError {
            throw CommandFailure(what: command, why: "\(error)")
        }
    }

    /// Says which symbols a venue does not have. A venue that cannot be asked is reported by its feed.
    func checkSymbols() async {
        for feed in feeds.map({ $0.configuration }) {
            let asked = try? await SymbolCatalogue(of: feed.venue, endpoint: feed.endpoint, client: network)
            for unknown in asked?.unknown(among: feed.symbols) ?? [] { report(.unknownSymbol(unknown)) }
        }
    }

    /// The configuration of each venue that is wanted, at least one.
    ///
    /// - Throws: `CommandFailure` naming what cannot be.
    static func feeds(
        _ configuration: Configuration, _ wanted: [Venue], for command: String
    ) throws -> [FeedConfiguration] {
        do {
            let feeds = try feeds(configuration, wanted)
            if !feeds.isEmpty { return feeds }
        } catch let error as WickVenues.FeedError {
            throw CommandFailure(what: command, why: "\(error)")
        }
        throw CommandFailure(what: command, why: "no venue is enabled; name one with --venue, or see wick config")
    }

    /// The configuration of each venue that is wanted, checked.
    static func feeds(_ configuration: Configuration, _ wanted: [Venue]) throws -> [FeedConfiguration] {
        try Venue.allCases.compactMap { venue in
            guard let settings = configuration.venues[venue] else { return nil }
            guard wanted.isEmpty ? settings.isEnabled : wanted.contains(venue) else { return nil }
            let endpoint = VenueEndpoint(websocket: settings.websocket, rest: settings.rest)
            var feed = try FeedConfiguration(venue: venue, symbols: settings.symbols, endpoint: endpoint)
            feed.repair.maximumBackfill = .seconds(configuration.repairLimitHours * 3600)
            return feed
        }
    }

    /// The network for these feeds: each venue's own certificate authority counts at that venue only.
    static func network(_ configuration: Configuration, _ feeds: [FeedConfiguration]) throws -> NetworkConfiguration {
        var authorities: [NetworkEndpoint: [String]] = [:]
        for feed in feeds {
            guard let file = configuration[feed.venue].certificateAuthority else { continue }
            for url in [feed.endpoint.websocket, feed.endpoint.rest] {
                let endpoint = try NetworkEndpoint(url: url)
                if authorities[endpoint]?.contains(file) != true { authorities[endpoint, default: []].append(file) }
            }
        }
        return NetworkConfiguration(
            userAgent: "wick/\(Wick.version)", authorities: authorities,
            proxies: ProxySettings(http: configuration.proxy, https: configuration.proxy),
            wallClock: WallClock.nanoseconds)
    }
}

/// The one place that reads the machine's clocks; everything else is given a closure.
enum WallClock {
    /// The time of this program, which begins with the wall clock's and never goes back.
    static let run = RunClock {
        RunClock.Reading(
            wall: read(CLOCK_REALTIME), elapsed: read(CLOCK_BOOTTIME), awake: read(CLOCK_MONOTONIC))
    }

    static var now: Timestamp { run.now }

    static let nanoseconds: @Sendable () -> Int64 = { run.nanoseconds }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

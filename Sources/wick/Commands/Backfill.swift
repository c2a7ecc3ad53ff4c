import ArgumentParser
import WickDomain
import WickNetwork
import WickPipeline
import WickStore
import WickVenues

struct Backfill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fetch one-minute candles of the past from the venues into the store.",
        discussion: """
            Candles and their features. A run that was stopped goes on where it was; what a venue was asked for once is not asked for again. Candles are the venue's own where it has them for the
            whole span (Kraken has 12 hours), else made of its trades. A minute that the venue does not have, or of which it does not prove
            that nothing was traded, is left out and counted. Exit code 1 means that an instrument could not be finished.

              wick backfill --since 30d
              wick backfill --since 8h --venue kraken --symbol BTC/USD --db ./research.db
            """)

    @OptionGroup var source: ConfigurationArguments

    @Option(help: ArgumentHelp("How far back: 90m, 8h, 30d.", valueName: "time"))
    var since: TimeSpan

    @Option(help: "Only this venue; can be given more than once. (default: all that are enabled)")
    var venue: [Venue] = []

    @Option(
        help: "Only this symbol, by the venue's name; can be given more than once. (default: all that are configured)",
        transform: Symbol.read(argument:))
    var symbol: [Symbol] = []

    @OptionGroup var database: DatabaseArguments

    func run() async throws {
        let configuration = try source.load(for: "backfill")
        var failures: [String] = []
        let feeds = try self.feeds(configuration, &failures)
        let store = BackfillStore(try database.open(configuration, .readWrite, for: "backfill"))
        let network: NetworkThread
        do { network = try NetworkThread(try LiveSetup.network(configuration, feeds)) } catch {
            throw CommandFailure(what: "backfill", why: "\(error)")
        }
        defer { network.stop() }
        for failure in failures { Console.error("wick backfill \(failure)") }
        let progress = BackfillProgress()
        let span = since.duration
        // Venues side by side, the instruments of one after another: its limits count for all of them together.
        let hasFailed = await withTaskGroup(of: Bool.self) { group in
            for feed in feeds {
                let venue = VenueBackfill(feed: feed, span: span, store: store, network: network, progress: progress)
                group.addTask { await venue.run() }
            }
            return await group.reduce(false) { $0 || $1 }
        }
        await progress.clear()
        do { Console.error("wick backfill: \(try await store.finish())") } catch let error as StoreError {
            throw CommandFailure("backfill", error)
        }
        if hasFailed || !failures.isEmpty { throw ExitCode.failure }
    }

    /// The venues that are wanted, with the symbols that are wanted of each.
    private func feeds(_ configuration: Configuration, _ failures: inout [String]) throws -> [FeedConfiguration] {
        for venue in venue where configuration.venues[venue] == nil {
            failures.append("\(venue): wick cannot ask it for candles (kraken, binance and coinbase can be asked)")
        }
        var feeds: [FeedConfiguration]
        do { feeds = try LiveSetup.feeds(configuration, venue) } catch {
            throw CommandFailure(what: "backfill", why: "\(error)")
        }
        guard !feeds.isEmpty || !failures.isEmpty else {
            throw CommandFailure(
                what: "backfill", why: "no venue is enabled; name one with --venue, or see wick config")
        }
        guard !symbol.isEmpty else { return feeds }
        var wanted: [Venue: [Symbol]] = [:]
        for symbol in Set(symbol).sorted() {
            let known = feeds.filter { $0.symbols.contains(symbol) }.map(\.venue)
            if known.isEmpty, venue.isEmpty {
                failures.append(
                    "\(symbol): no venue is configured with it; name one with --venue (configured: \(Self.list(feeds)))"
                )
            }
            // A venue that was named is asked for anything.
            for venue in known.isEmpty ? (venue.isEmpty ? [] : feeds.map(\.venue)) : known {
                wanted[venue, default: []].append(symbol)
            }
        }
        feeds = feeds.compactMap { feed in
            guard let symbols = wanted[feed.venue] else { return nil }
            var feed = feed
            feed.symbols = symbols
            return feed
        }
        return feeds
    }

    private static func list(_ feeds: [FeedConfiguration]) -> String {
        feeds.map { "\($0.venue) \($0.symbols.map(\.description).joined(separator: " "))" }.joined(separator: ", ")
    }
}

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
            Candles and their features. A run that was stopped goes on where it was, and one that reaches further back asks for the older part
            only: what a venue was asked for once is not asked for again. Candles are the venue's own bars; Kraken has them for the last
            12 hours, which come first, and the rest is made of its trades: one page of 1,000 a second, so that thirty days of BTC/USD take most
            of an hour. Kraken's own archive with `wick import` is the faster way to what lies further back.

            What cannot be used is left out, counted and said, and the rest goes on: a row off the minute or with a value that is none. A bar
            that closed early, and a minute that lacks a trade, are incomplete. Bars with more digits than wick keeps are rounded to the
            nearest. Bars of another interval are refused. A minute without a row is empty where the venue leaves such minutes out
            (Coinbase, Kraken) and the silence is no longer than --silence-minutes; else it is left out as unknown.

            Exit code 1: an instrument could not be finished. 3: all were, but some rows could not be used.

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

    @Option(
        help: ArgumentHelp(
            "Minutes in a row without a trade that count as quiet where a venue leaves them out; longer silences stay unknown.",
            valueName: "minutes"))
    var silenceMinutes = BackfillPlan.defaultSilence

    @OptionGroup var database: DatabaseArguments

    func validate() throws {
        guard (0...1440).contains(silenceMinutes) else {
            throw ValidationError("--silence-minutes is \(silenceMinutes), not 0 to 1440 (a day)")
        }
    }

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
        let outcome = await withTaskGroup(of: VenueBackfill.Outcome.self) { group in
            for feed in feeds {
                let venue = VenueBackfill(
                    feed: feed, since: span, silence: silenceMinutes, store: store, network: network, progress: progress
                )
                group.addTask { await venue.run() }
            }
            return await group.reduce(into: VenueBackfill.Outcome()) { $0.formUnion($1) }
        }
        await progress.clear()
        do { Console.error("wick backfill: \(try await store.finish())") } catch let error as StoreError {
            throw CommandFailure("backfill", error)
        }
        if outcome.contains(.failed) || !failures.isEmpty { throw ExitCode.failure }
        if outcome.contains(.leftOut) { throw ExitCode(3) }
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

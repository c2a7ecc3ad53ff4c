import ArgumentParser
import WickDomain
import WickLearning
import WickPipeline
import WickStore

/// What is trained or evaluated, and on which rows.
struct TrainingArguments: ParsableArguments {
    @Option(
        help: "What to forecast, by the venue's own name. (default: the only one that is stored)",
        transform: Symbol.read(argument:))
    var symbol: Symbol?

    @Option(help: "Its venue, where several have the symbol.")
    var venue: Venue?

    @Option(help: "Rows of so long before the newest stored minute: 30d, 365d.")
    var since = TimeSpan.ninetyDays

    @Option(help: "How far ahead: whole minutes up to a day, such as 1m, 5m, 15m or 60m.")
    var horizon = TimeSpan.fiveMinutes

    @Option(help: "Threads that grow trees; the trees are the same.")
    var threads = 1

    @Option(help: "Trees at most.")
    var rounds = BoosterParameters().rounds

    @Option(help: "Trees without a better forecast of the validation rows after which to stop; 0 grows all of them.")
    var patience = BoosterParameters().patience ?? 0

    @Option(help: "Rows weigh half after so long: 30d. (default: all the same)")
    var halfLife: TimeSpan?

    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func validate() throws {
        let microseconds = horizon.duration.microseconds
        guard microseconds >= 60_000_000, microseconds % 60_000_000 == 0,
            horizon.duration <= ForecastTarget.longestHorizon
        else { throw ValidationError("--horizon must be whole minutes, from 1m to 1d") }
        guard (1...10_000).contains(rounds) else { throw ValidationError("--rounds must be from 1 to 10000") }
        guard patience >= 0 else { throw ValidationError("--patience must be 0 or more") }
        guard halfLife?.duration ?? .seconds(1) >= .seconds(1) else {
            throw ValidationError("--half-life must be 1s or more")
        }
        guard (1...64).contains(threads) else { throw ValidationError("--threads must be from 1 to 64") }
    }

    /// The one that is meant.
    ///
    /// - Throws: `CommandFailure` where nothing or too much fits, with what is stored.
    func target(in store: Store, for command: String) throws -> ForecastTarget {
        let stored: [Instrument]
        do throws(StoreError) { stored = try store.instruments() } catch { throw CommandFailure(command, error) }
        let fitting = stored.filter { (symbol ?? $0.symbol) == $0.symbol && (venue ?? $0.venue) == $0.venue }
        let known = stored.map(\.description).joined(separator: ", ")
        guard let instrument = fitting.first else {
            let why = stored.isEmpty ? "\(store.path) holds nothing yet" : "\(store.path) holds \(known)"
            throw CommandFailure(
                what: command, why: "\(why); wick backfill --since 30d fetches candles, wick import reads public dumps")
        }
        guard fitting.count == 1 else {
            throw CommandFailure(what: command, why: "name one with --symbol and --venue: \(store.path) holds \(known)")
        }
        do throws(StoreError) { try StaleFeatures.tell(of: [instrument], store, command: command) } catch {
            throw CommandFailure(command, error)
        }
        return ForecastTarget(instrument: instrument, horizon: horizon.duration)
    }

    var configuration: TrainingConfiguration {
        var configuration = TrainingConfiguration()
        configuration.booster.threads = threads
        configuration.booster.rounds = rounds
        configuration.booster.patience = patience == 0 ? nil : patience
        configuration.halfLifeSeconds = (halfLife?.duration.components.seconds).map(Int.init)
        return configuration
    }
}

extension CommandFailure {
    /// A database that is not there is made by what fetches rows.
    static func opening(_ command: String, _ error: StoreError) -> CommandFailure {
        guard case .missing = error else { return CommandFailure(command, error) }
        return CommandFailure(
            what: command, why: "\(error); wick backfill --since 30d makes one, and wick import from public dumps")
    }
}

extension TimeSpan {
    static let ninetyDays = TimeSpan(TrainingOrder.defaultSpan)
    static let fiveMinutes = TimeSpan(.seconds(300))

    init(_ duration: Duration) { self.duration = duration }

    /// As help shows a default: "90d", "5m".
    var defaultValueDescription: String {
        let seconds = duration.components.seconds
        if seconds.isMultiple(of: 86_400) { return "\(seconds / 86_400)d" }
        return seconds.isMultiple(of: 60) ? "\(seconds / 60)m" : "\(seconds)s"
    }
}

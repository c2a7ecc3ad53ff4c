import ArgumentParser
import WickDomain
import WickPipeline
import WickStore

/// Which database a command uses; `--db` beats the configuration, which beats the user's data folder.
struct DatabaseArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The database. (default: wick.db in the user's data folder)", valueName: "file"))
    var db: String?

    /// - Throws: `CommandFailure` where nothing names one and the account has no home.
    func path(_ configuration: Configuration, for command: String) throws -> String {
        try db ?? configuration.storePath ?? DataFolder.database(for: command)
    }

    /// - Throws: `CommandFailure` with what is wrong with the file.
    func open(
        _ configuration: Configuration, _ access: StoreConfiguration.Access, for command: String
    ) throws -> Store {
        let path = try path(configuration, for: command)
        do throws(StoreError) {
            // Looking at every page is the writer's business; an export should begin at once.
            let store = try Store.open(
                path: path, configuration: StoreConfiguration(access: access, checksIntegrity: access == .readWrite))
            if let note = store.note { Console.error("wick \(command): note: \(store.path): \(note)") }
            return store
        } catch {
            guard db == nil, case .cannotCreateFolder = error else { throw CommandFailure(command, error) }
            throw CommandFailure(
                what: command, why: "\(error); name another file with --db or store.path, or set XDG_DATA_HOME")
        }
    }
}

extension CommandFailure {
    init(_ command: String, _ error: StoreError) { self.init(what: command, why: "\(error)") }
}

/// A moment on the command line: "2026-03-02", "2026-03-02T14:00", with seconds and Z if wanted, or so long ago: "8h", "30d".
struct TimeArgument: ExpressibleByArgument, Sendable {
    private enum Form {
        case absolute(Timestamp)
        case ago(Duration)
    }

    private let form: Form
    /// From 1970 to 2262: times that nanoseconds hold as well.
    private static let times: ClosedRange<Int64> = 0...Int64.max / 1_000

    init?(argument: String) {
        if let span = TimeSpan(argument: argument) {
            form = .ago(span.duration)
            return
        }
        var text = argument
        if text.count == 10 { text += "T00:00:00" }
        if text.count == 16 { text += ":00" }
        if !text.hasSuffix("Z") { text += "Z" }
        // ArgumentParser says which value of which option it was.
        guard let time = try? Timestamp(iso8601: text), Self.times.contains(time.microseconds) else { return nil }
        form = .absolute(time)
    }

    var timestamp: Timestamp {
        switch form {
        case .absolute(let time): time
        case .ago(let duration): Timestamp(nanoseconds: WallClock.nanoseconds()) - duration
        }
    }
}

/// Which time of the store is meant, and as it was known when.
struct SpanArguments: ParsableArguments {
    @Option(help: ArgumentHelp("From this minute on: 2026-03-02, 2026-03-02T14:00 (UTC), or so long ago: 8h, 30d."))
    var from: TimeArgument?

    @Option(help: ArgumentHelp("Before this minute, in the same forms."))
    var to: TimeArgument?

    @Option(help: ArgumentHelp("As it was known at this moment, in the same forms. (default: now)"))
    var asOf: TimeArgument?

    var range: Range<Timestamp> {
        get throws {
            let start = from?.timestamp ?? Timestamp(microseconds: 0)
            let end = to?.timestamp ?? Timestamp(microseconds: .max)
            guard start < end else { throw ValidationError("--from \(start) is not before --to \(end)") }
            return start..<end
        }
    }
}

/// Which instruments of the store are meant.
struct InstrumentArguments: ParsableArguments {
    @Option(help: "Only this symbol; can be given more than once.", transform: Symbol.read(argument:))
    var symbol: [Symbol] = []

    @Option(help: "Only this venue; can be given more than once.")
    var venue: [Venue] = []

    /// The instruments of the store that are meant.
    ///
    /// - Throws: `CommandFailure` naming a symbol that is not there, with those that are.
    func instruments(of store: Store, for command: String) throws -> [Instrument] {
        let present: [Instrument]
        do throws(StoreError) { present = try store.instruments() } catch { throw CommandFailure(command, error) }
        let known = present.isEmpty ? "nothing yet" : present.map(\.description).joined(separator: ", ")
        for name in Set(symbol).sorted() where !present.contains(where: { $0.symbol == name }) {
            throw CommandFailure(what: command, why: "nothing is stored of '\(name)': \(store.path) holds \(known)")
        }
        let wanted = present.filter {
            (symbol.isEmpty || symbol.contains($0.symbol)) && (venue.isEmpty || venue.contains($0.venue))
        }
        guard !wanted.isEmpty else {
            throw CommandFailure(
                what: command,
                why:
                    "nothing is stored of that: \(store.path) holds \(known); wick backfill --since 30d fetches candles"
            )
        }
        return wanted
    }
}

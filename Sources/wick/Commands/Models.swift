import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline
import WickStore

struct Models: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The registry of trained models.",
        discussion: """
            Every training that succeeds is a version. One version a target (instrument and horizon) is its champion, which predicts.

              wick models
              wick models show 3
              wick models promote 3
              wick models rollback --symbol BTC/USD
              wick models export 3 --format json model.json
            """,
        subcommands: [
            ModelsList.self, ModelsShow.self, ModelsPromote.self, ModelsRollback.self, ModelsExport.self,
            ModelsPrune.self,
        ], defaultSubcommand: ModelsList.self)
}

/// The options of all of them.
struct RegistryArguments: ParsableArguments {
    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    /// Runs the body on the store, and turns what is wrong into one line.
    func use(
        _ access: StoreConfiguration.Access, for command: String, _ body: (Store) throws -> Void
    ) throws {
        let store = try database.open(try source.load(for: command), access, for: command)
        do {
            try body(store)
            try store.close()
        } catch let error as StoreError {
            throw CommandFailure(command, error)
        } catch let error as ModelRegistry.Failure {
            throw CommandFailure(what: command, why: "\(error)")
        }
    }
}

struct ModelsList: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All versions, oldest first.")

    @Option(help: "csv or jsonl. (default: a table)")
    var format: CandleFormat?

    @Flag(help: "The same as --format jsonl.")
    var json = false

    @OptionGroup var registry: RegistryArguments

    func run() throws {
        try registry.use(.readOnly, for: "models list") { store in
            let listing = ModelListing(aliases: try store.aliases())
            let output = try OutputFile(path: nil, command: "models list")
            let format = json ? .jsonl : format
            if let format { try output.write(listing.header(format)) }
            let models = try store.models()
            for record in models {
                try output.write(format.map { listing.line(record, $0) } ?? listing.row(record) + "\n")
            }
            if models.isEmpty, format == nil { try output.write("no models yet: wick train makes one\n") }
            try output.flush()
        }
    }
}

struct ModelsShow: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Everything about one version.")

    @Argument(help: "Its number.")
    var version: Int

    @Flag(help: "One JSON object.")
    var json = false

    @OptionGroup var registry: RegistryArguments

    func run() throws {
        try registry.use(.readOnly, for: "models show") { store in
            let listing = ModelListing(aliases: try store.aliases())
            let record = try store.model(version)
            Console.print(json ? listing.json(record) : listing.description(record))
        }
    }
}

struct ModelsPromote: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Make a version the champion of its target, whatever the gate said.")

    @Argument(help: "Its number.")
    var version: Int

    @OptionGroup var registry: RegistryArguments

    func run() throws {
        try registry.use(.readWrite, for: "models promote") { store in
            let note = try ModelRegistry(store).promote(version, at: Timestamp(nanoseconds: WallClock.nanoseconds()))
            Console.print("model \(note.version) is champion of \(note.target)")
        }
    }
}

struct ModelsRollback: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Make the champion before the present one champion again.")

    @Option(help: "Of this symbol. (default: the only one with a champion)", transform: Symbol.read(argument:))
    var symbol: Symbol?

    @Option(help: "Of this venue.")
    var venue: Venue?

    @Option(help: "Of this horizon, such as 5m.")
    var horizon: TimeSpan?

    @OptionGroup var registry: RegistryArguments

    func run() throws {
        try registry.use(.readWrite, for: "models rollback") { store in
            let models = ModelRegistry(store)
            let note = try models.rollBack(
                try target(models), at: Timestamp(nanoseconds: WallClock.nanoseconds()))
            Console.print("model \(note.version) is champion of \(note.target) again")
        }
    }

    private func target(_ registry: ModelRegistry) throws -> ForecastTarget {
        let targets = try registry.champions().map(\.target).sorted()
        let fitting = targets.filter { target in
            (symbol ?? target.instrument.symbol) == target.instrument.symbol
                && (venue ?? target.instrument.venue) == target.instrument.venue
                && (horizon?.duration ?? target.horizon) == target.horizon
        }
        guard let target = fitting.first, fitting.count == 1 else {
            let known = targets.map(\.description).joined(separator: ", ")
            throw CommandFailure(
                what: "models rollback",
                why: targets.isEmpty
                    ? "there is no champion yet"
                    : "name one with --symbol, --venue and --horizon: there are champions of \(known)")
        }
        return target
    }
}

struct ModelsPrune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove old versions. Champions, challengers and what a rollback leads to stay.")

    @Option(help: "So many of the newest versions stay.")
    var keep = 20

    @OptionGroup var registry: RegistryArguments

    func validate() throws {
        guard keep >= 1 else { throw ValidationError("--keep must be 1 or more") }
    }

    func run() throws {
        try registry.use(.readWrite, for: "models prune") { store in
            let removed = try ModelRegistry(store).prune(keep: keep)
            let list = removed.map(String.init).joined(separator: ", ")
            Console.print(removed.isEmpty ? "nothing to remove" : "removed: \(list)")
        }
    }
}

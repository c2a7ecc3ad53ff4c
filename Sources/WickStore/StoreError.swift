public import WickDomain

/// Why the store cannot be opened, or cannot do what it was asked. The text says what was attempted, on which file, why
/// it failed, and what helps where that is known.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    // Opening.
    case missing(path: String)
    case cannotCreateFolder(path: String, reason: String)
    case readOnlyFolder(path: String, reason: String)
    case cannotOpen(path: String, reason: String)
    /// Not an SQLite database at all: a text file, a picture.
    case notDatabase(path: String)
    /// Another application's database; with its application id and some of its tables.
    case foreign(path: String, applicationID: Int32, tables: [String])
    case newerSchema(path: String, found: Int, known: Int)
    /// Only for readers: they must not migrate.
    case olderSchema(path: String, found: Int, known: Int)
    /// The process is nil where it had not yet said its id.
    case inUse(path: String, process: Int32?)
    case damaged(path: String, detail: String)

    // Reading and writing.
    case diskFull(path: String, doing: String)
    case busy(path: String, doing: String)
    case failed(path: String, doing: String, reason: String)
    case readOnly(path: String, doing: String)
    case batchTooLarge(rows: Int, limit: Int)
    /// A number that has no exact place in its column.
    case outOfRange(what: String, value: String, limit: String)
    case badRow(what: String, reason: String)
    /// A row that breaks what every row of wick's keeps; another program may have changed it.
    case unreadable(what: String, reason: String)
    case unknownInstrument(String)
    case unknownSchema(hash: String)
    case unknownFeature(name: String, schemaHash: String)

    // The registry.
    case unknownModel(version: Int)
    /// The artifact is no longer what was registered.
    case modelDamaged(version: Int, expected: String, found: String)
    case unknownRun(id: Int)

    // Imports.
    case unknownImport(id: Int)
    case importUndone(id: Int, time: Timestamp)

    // Backup.
    case backupExists(path: String)
    case backupFailed(path: String, reason: String)

    /// Whether the same call may succeed later.
    public var canRetry: Bool {
        switch self {
        case .inUse, .diskFull, .busy: true
        default: false
        }
    }

    public var description: String {
        opening ?? working ?? registry
    }

    /// SQLite's own words go over several lines.
    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: "; ")
    }

    private var opening: String? {
        switch self {
        case .missing(let path): "opening '\(path)': there is no such database"
        case .cannotCreateFolder(let path, let reason): "creating the folder '\(path)': \(reason)"
        case .readOnlyFolder(let path, let reason):
            "opening '\(path)': its folder cannot be written to (\(reason)), and a database needs room beside it; "
                + "name another file with --db"
        case .cannotOpen(let path, let reason): "opening '\(path)': \(reason)"
        case .notDatabase(let path):
            "opening '\(path)': the file is not an SQLite database; name another file with --db"
        case .foreign(let path, let id, let tables):
            "opening '\(path)': the database belongs to another program (application id \(id), "
                + (tables.isEmpty ? "no tables" : "tables \(tables.joined(separator: ", "))")
                + "); name another file with --db"
        case .newerSchema(let path, let found, let known):
            "opening '\(path)': it was written by a newer wick (schema \(found), this one knows \(known)); update "
                + "wick, or name another file with --db"
        case .olderSchema(let path, let found, let known):
            "opening '\(path)': it was written by an older wick (schema \(found), this one reads \(known)); "
                + "any command of this wick that writes to it brings it up to date"
        case .inUse(let path, let process):
            "opening '\(path)': \(process.map { "process \($0)" } ?? "another process") is writing it; stop that one, "
                + "or name another file with --db"
        case .damaged(let path, let detail):
            "reading '\(path)': the database is damaged (\(Self.oneLine(detail))); restore a backup, or save what is "
                + "left with `sqlite3 '\(path)' .recover`"
        default: nil
        }
    }

    private var working: String? {
        switch self {
        case .diskFull(let path, let doing):
            "\(doing) in '\(path)': the disk is full; what was stored before is kept, make room and try again"
        case .busy(let path, let doing): "\(doing) in '\(path)': another program holds the database locked; try again"
        case .failed(let path, let doing, let reason): "\(doing) in '\(path)': \(reason)"
        case .readOnly(let path, let doing): "\(doing) in '\(path)': the database is open for reading only"
        case .batchTooLarge(let rows, let limit):
            "storing a batch of \(rows) rows: at most \(limit) go into one transaction"
        case .outOfRange(let what, let value, let limit):
            "storing \(what): \(value) is beyond \(limit), the most that fits exactly"
        case .badRow(let what, let reason): "storing \(what): \(reason)"
        case .unreadable(let what, let reason): "reading \(what): \(reason); another program may have changed the row"
        case .unknownInstrument(let name): "reading \(name): the store has nothing of it"
        case .unknownSchema(let hash): "reading features: the store has none of schema \(hash)"
        case .unknownFeature(let name, let hash): "reading feature '\(name)': schema \(hash) has no such feature"
        default: nil
        }
    }

    private var registry: String {
        switch self {
        case .unknownModel(let version): "looking up model \(version): there is no such version"
        case .modelDamaged(let version, let expected, let found):
            "reading model \(version): its bytes have SHA-256 \(found), registered were \(expected); train anew or "
                + "roll back"
        case .unknownRun(let id): "ending training run \(id): there is no such run, or it has ended already"
        case .unknownImport(let id):
            "taking back import \(id): there is no import of that number; wick import --list shows them"
        case .importUndone(let id, let time): "taking back import \(id): that was done already, at \(time)"
        case .backupExists(let path): "backing up to '\(path)': there is a file already; name another or remove it"
        case .backupFailed(let path, let reason): "backing up to '\(path)': \(reason); nothing was left there"
        default: ""
        }
    }
}

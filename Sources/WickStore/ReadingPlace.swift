import GRDB

#if canImport(Glibc)
    import Glibc
#endif

/// How a file can be opened for reading where it lies. Readers of a database with a write-ahead log share memory in a file beside it,
/// which cannot be made on a read-only file system nor in somebody else's folder.
enum ReadingPlace: Equatable {
    /// The usual way.
    case shared
    /// On a file system that is mounted read-only, where nobody writes: without locks, and with the log, which each connection reads
    /// into its own memory.
    case readOnlyMount
    /// The same without a log: nothing of it can change.
    case unchanging
    /// In a folder that may not be written to, without a log: as the file is now, whatever becomes of it meanwhile.
    case frozen

    init(_ path: String) {
        let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        var status = statvfs()
        if statvfs(path, &status) == 0, status.f_flag & UInt(ST_RDONLY) != 0 {
            self = Self.hasLog(path) ? .readOnlyMount : .unchanging
        } else if access(folder.isEmpty ? "/" : folder, W_OK) != 0, !Self.hasLog(path) {
            self = .frozen
        } else {
            self = .shared
        }
    }

    private static func hasLog(_ path: String) -> Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }

    /// What SQLite opens.
    func name(of path: String) -> String {
        switch self {
        case .shared: path
        case .readOnlyMount: Self.address(path) + "?vfs=unix-none"
        case .unchanging, .frozen: Self.address(path) + "?immutable=1"
        }
    }

    /// As SQLite reads addresses of files.
    private static func address(_ path: String) -> String {
        "file:" + path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
    }

    var configuration: Configuration { Store.connection(.readOnly, isAlone: self == .readOnlyMount) }

    /// What a reader has to know; nil where everything is as usual.
    var note: String? {
        switch self {
        case .shared, .readOnlyMount, .unchanging: nil
        case .frozen: "its folder cannot be written to; what another program stores from now on is not seen"
        }
    }
}

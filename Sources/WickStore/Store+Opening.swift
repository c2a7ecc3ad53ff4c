import GRDB
import WickDomain

#if canImport(Glibc)
    import Glibc
#endif

extension Store {
    /// Opens the database at `path`, or makes it (with its folder, which nobody else may enter).
    ///
    /// - Throws: what is wrong with the file, before anything in it was changed: not a database, another program's, a
    ///   newer wick's, damaged, in use by another writer, in a folder that cannot be written to.
    public static func open(
        path: String, configuration: StoreConfiguration = StoreConfiguration()
    ) throws(StoreError) -> Store {
        switch configuration.access {
        case .readWrite: try openForWriting(path, configuration)
        case .readOnly: try openForReading(path, configuration)
        }
    }

    /// A store that ends with the process.
    public static func inMemory() throws(StoreError) -> Store {
        let path = "in memory"
        do {
            let queue = try DatabaseQueue(configuration: connection(.readWrite))
            try StoreMigrator().migrate(queue, path: path)
            return Store(path: path, access: .readWrite, database: queue, lock: nil)
        } catch { throw StoreError(error, path: path, doing: "opening") }
    }

    private static func openForWriting(_ path: String, _ configuration: StoreConfiguration) throws(StoreError) -> Store
    {
        try createFolder(of: path)
        let isThere = try exists(path)
        let path = resolved(path)
        let lock = StoreLock()
        // Before anything looks into it: under two names SQLite would use two logs.
        try lock.lockFile(path)
        if isThere { try StoreInspection(path: path).requireWritable() }
        try lock.lockPath(path)
        do {
            let pool = try DatabasePool(path: path, configuration: connection(.readWrite))
            try lock.lockFile(path)
            if configuration.checksIntegrity { try checkIntegrity(pool, path) }
            try StoreMigrator().migrate(pool, path: path)
            return Store(
                path: path, access: .readWrite, database: pool, lock: lock, disturbance: configuration.disturbance)
        } catch { throw StoreError(error, path: path, doing: "opening") }
    }

    private static func openForReading(_ path: String, _ configuration: StoreConfiguration) throws(StoreError) -> Store
    {
        guard try exists(path) else { throw .missing(path: path) }
        let path = resolved(path)
        let place = ReadingPlace(path)
        try StoreInspection(path: path, place).requireReadable()
        do {
            let pool = try DatabasePool(path: place.name(of: path), configuration: place.configuration)
            if configuration.checksIntegrity { try checkIntegrity(pool, path) }
            return Store(path: path, access: .readOnly, database: pool, lock: nil, note: place.note)
        } catch { throw StoreError(error, path: path, doing: "opening") }
    }

    /// Every connection's settings.
    ///
    /// - Parameter isAlone: whether nobody else can have the file open: then nothing is shared, and the log's index lies in the
    ///   connection's own memory.
    static func connection(_ access: StoreConfiguration.Access, isAlone: Bool = false) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = access == .readOnly
        configuration.maximumReaderCount = StoreConfiguration.maximumReaders
        configuration.busyMode = .timeout(StoreConfiguration.busyTimeout.seconds)
        configuration.prepareDatabase { database in
            // Before anything is read, and the next statement reads the schema.
            if isAlone { try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
            let cache = StoreConfiguration.cacheKilobytes
            let kilobytes = database.configuration.readonly ? cache.reader : cache.writer
            try database.execute(sql: "PRAGMA cache_size = -\(kilobytes)")
            guard access == .readWrite else { return }
            // With a write-ahead log this loses no transaction when the process dies, and at most the last ones with
            // the power.
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            try database.execute(sql: "PRAGMA journal_size_limit = \(StoreConfiguration.maximumIdleLogBytes)")
        }
        return configuration
    }

    /// Looks at every page, without comparing indexes to their tables, which would take many times as long.
    private static func checkIntegrity(_ database: any DatabaseReader, _ path: String) throws {
        let answer = try database.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
        guard answer != "ok" else { return }
        // A page for which there is no memory says nothing about the file.
        guard answer?.hasSuffix("error code=7") != true else {
            throw StoreError.failed(path: path, doing: "checking", reason: "out of memory")
        }
        throw StoreError.damaged(path: path, detail: answer ?? "no answer")
    }

    /// - Throws: `.cannotOpen` where that cannot be told, because something on the way to it is not as it should be.
    private static func exists(_ path: String) throws(StoreError) -> Bool {
        guard let fault = PathFault(path: path) else { return true }
        guard fault.isAbsence else { throw .cannotOpen(path: path, reason: fault.description) }
        return false
    }

    /// The folder and those above it that are missing, closed to everybody else.
    private static func createFolder(of path: String) throws(StoreError) {
        let folder = PathFault.folder(of: path)
        var made = ""
        for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && part.isEmpty ? "/" : (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            guard mkdir(made, 0o700) != 0 else { continue }
            let code = errno
            // What is there already may be refused for other reasons than that: on a read-only file system, or at its
            // root.
            guard let fault = PathFault(path: made) else { continue }
            let reason = fault.isAbsence ? systemReason(code) : fault.description
            throw .cannotCreateFolder(path: folder, reason: reason)
        }
    }

    /// The path without links, so that one database has one lock whatever it is called.
    private static func resolved(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if let real = realPath(path) { return real }
        return realPath(PathFault.folder(of: path)).map { $0 == "/" ? "/" + name : $0 + "/" + name } ?? path
    }

    private static func realPath(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}

#if canImport(Glibc)
    import Glibc
#endif

extension TextTableFile {
    /// What an archive holds.
    public struct Contents: Equatable, Sendable {
        /// Names inside the archive, in the order in which they are stored; one empty name for a file that is no archive.
        public var tables: [String] = []
        /// What is no table; at most 100 of them.
        public var skipped: [String] = []
        /// Why the list may end too soon.
        public var failure: TextTableError?
    }

    /// Tables of which an archive may hold more than anybody packs.
    public static let maximumTables = 100_000

    /// The tables of a file, without reading them.
    ///
    /// - Throws: `TextTableError` where there is not even one, and for a pipe: what it gives here it does not give again.
    public static func contents(of path: String) throws(TextTableError) -> Contents {
        var information = stat()
        if stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFIFO {
            let reason = "it is a pipe, and such files are read twice; write it to a file first"
            throw .unreadable(path: path, reason: reason)
        }
        var file = try TextTableFile(path: path)
        var contents = Contents()
        do throws(TextTableError) {
            while contents.tables.count < maximumTables, try file.openNextTable() {
                // What is no archive would be read through to find that nothing follows.
                guard file.name != path else { return Contents(tables: [""]) }
                contents.tables.append(String(file.name.dropFirst(path.count + 1)))
            }
        } catch {
            guard !contents.tables.isEmpty else { throw error }
            contents.failure = error
        }
        contents.skipped = file.skipped
        return contents
    }
}

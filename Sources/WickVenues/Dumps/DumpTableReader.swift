import WickDomain
import WickFrames

/// The rows of one table. Owns the open file.
final class DumpTableReader {
    let table: DumpTable
    private var file: TextTableFile
    var clock = DumpClock()

    init(_ table: DumpTable) throws(TextTableError) {
        self.table = table
        file = try TextTableFile(path: table.path, table: table.ordinal)
    }

    var lineNumber: Int { file.lineNumber }
    var bytes: (read: Int64, size: Int64?) { (file.bytesRead, file.size) }

    /// The next line that is neither empty nor above the first row, valid until the next call; nil at the end.
    func nextLine() throws(TextTableError) -> UnsafeRawBufferPointer? {
        while let line = try file.nextLine() {
            if file.lineNumber > table.format.skippedLines, !line.isEmpty { return line }
        }
        return nil
    }
}

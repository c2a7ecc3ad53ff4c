import Foundation
import Glibc
import WickStore

/// Makes folders, and says why one cannot be made.
enum FolderMaking {
    /// The folder and those above it that are missing. What is there already is left as it is.
    static func make(_ path: String) throws(PathFault) {
        if isFolder(path) { return }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            // Foundation's own words name neither the reason nor the part that is in the way.
            throw PathFault(path: path).flatMap { $0.isAbsence ? nil : $0 } ?? PathFault(making: path)
        }
    }

    /// What a recorder needs to know before it begins: whether files can be made there, or the folder itself could be.
    ///
    /// - Returns: the nearest folder that is there.
    static func checkWritable(_ path: String) throws(PathFault) -> String {
        var existing = path
        while let fault = PathFault(path: existing) {
            guard fault.isAbsence, existing != ".", existing != "/" else { throw fault }
            existing = PathFault.folder(of: existing)
        }
        guard isFolder(existing) else { throw PathFault(code: ENOTDIR, at: existing) }
        guard access(existing, W_OK | X_OK) == 0 else { throw PathFault(code: errno, at: existing) }
        return existing
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

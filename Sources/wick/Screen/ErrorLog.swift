import Foundation
import Glibc

/// Sends standard error to the log file while the screen is drawn: anything printed there would land in the picture.
struct ErrorLog {
    private let original: Int32

    /// Nil where there is no log file to be had; standard error then stays as it is.
    init?(environment: [String: String]) {
        let home = environment["HOME"] ?? "/"
        let state = environment["XDG_STATE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? "\(home)/.local/state"
        // A folder that cannot be made shows when the file is opened.
        try? FileManager.default.createDirectory(atPath: "\(state)/wick", withIntermediateDirectories: true)
        let file = open("\(state)/wick/wick.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        original = dup(STDERR_FILENO)
        dup2(file, STDERR_FILENO)
        close(file)
    }

    func restore() {
        dup2(original, STDERR_FILENO)
        close(original)
    }
}

import Glibc

/// Sends standard error to the log file while the screen is drawn: anything printed there would land in the picture. Where there is no
/// log file to be had, it goes nowhere.
struct ErrorLog {
    private let original: Int32

    /// Nil where not even that can be.
    init?(environment: [String: String]) {
        let named = Self.log(environment)
        let file = named >= 0 ? named : open("/dev/null", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        original = dup(STDERR_FILENO)
        dup2(file, STDERR_FILENO)
        close(file)
    }

    private static func log(_ environment: [String: String]) -> Int32 {
        guard let folder = try? UserFolders(environment: environment).path(.state) else { return -1 }
        // A folder that cannot be made shows when the file is opened.
        try? FolderMaking.make(folder)
        return open("\(folder)/wick.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600)
    }

    func restore() {
        dup2(original, STDERR_FILENO)
        close(original)
    }
}

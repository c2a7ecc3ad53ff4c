#if canImport(Glibc)
    import Glibc
#endif

/// Where files go that end with the process: `TMPDIR` where it names a folder that can be written to, else the system's.
public enum TemporaryPlace {
    public static var folder: String {
        // A variable of another machine or account, as cron and sudo hand on, is no reason to fail.
        let named = getenv("TMPDIR").map { String(cString: $0) }
        let candidates = [named, "/tmp", "/var/tmp"].compactMap(\.self)
        return candidates.first { $0.hasPrefix("/") && isUsable($0) } ?? "/tmp"
    }

    private static func isUsable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && access(path, W_OK | X_OK) == 0
    }
}

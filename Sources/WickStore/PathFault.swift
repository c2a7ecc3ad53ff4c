#if canImport(Glibc)
    import Glibc
#endif

/// Why a path leads nowhere, found part by part: the folder that may not be entered, the part that is a file, the link that
/// leads on in a circle.
public struct PathFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system's own number, such as `ENOENT` or `EACCES`.
    public let code: Int32
    /// Nothing of this name is there, and nothing else is wrong.
    public let isAbsence: Bool
    /// One phrase that names the part of the path which is in the way.
    public let description: String

    /// Nil for what is there, whether or not it may be read.
    public init?(path: String) {
        var status = stat()
        guard stat(path, &status) != 0 else { return nil }
        code = errno
        let culprit = Self.firstFault(in: path, code) ?? path
        let link = code == ENOENT ? Self.target(ofLink: culprit) : nil
        isAbsence = code == ENOENT && link == nil
        description = Self.words(code, culprit, link)
    }

    /// Why a folder that is not there could not be made.
    public init(making path: String) {
        var nearest = Self.folder(of: path)
        while nearest != "/", nearest != ".", PathFault(path: nearest) != nil { nearest = Self.folder(of: nearest) }
        var status = stat()
        let isFile = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
        self.init(code: isFile ? ENOTDIR : access(nearest, W_OK | X_OK) == 0 ? EIO : errno, at: isFile ? path : nearest)
    }

    /// What the system says of a folder that is there.
    public init(code: Int32, at path: String) {
        self.code = code
        isAbsence = false
        description =
            switch code {
            case ENOTDIR: "'\(path)' is a file, not a folder"
            case EACCES: "permission denied: this account may not write to the folder '\(path)'"
            case EROFS: "the folder '\(path)' lies on a read-only file system"
            default: "'\(path)': \(systemReason(code))"
            }
    }

    private static func words(_ code: Int32, _ culprit: String, _ link: String?) -> String {
        switch code {
        case ENOENT: link.map { "'\(culprit)' is a link to '\($0)', which is not there" } ?? "there is no such file"
        case EACCES: "permission denied: this account may not enter the folder '\(folder(of: culprit))'"
        case ENOTDIR: "'\(folder(of: culprit))' is a file, not a folder"
        case ELOOP: "'\(culprit)' is a link that leads round in a circle"
        case ENAMETOOLONG: "the name is longer than the file system allows"
        default: systemReason(code)
        }
    }

    /// The shortest beginning of the path that fails in this way.
    private static func firstFault(in path: String, _ code: Int32) -> String? {
        var status = stat()
        return beginnings(of: path).first { stat($0, &status) != 0 && errno == code }
    }

    /// "/a", "/a/b", "/a/b/c"; a path may have some thousand parts at the most (PATH_MAX).
    private static func beginnings(of path: String) -> [String] {
        var ends = path.indices.filter { path[$0] == "/" && $0 != path.startIndex }
        ends.append(path.endIndex)
        return ends.prefix(4096).map { String(path[..<$0]) }
    }

    private static func target(ofLink path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The folder that a path lies in; "." for a bare name.
    public static func folder(of path: String) -> String {
        let trimmed = path.count > 1 && path.hasSuffix("/") ? path.dropLast() : path[...]
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
    }
}

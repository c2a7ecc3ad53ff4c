import Foundation

/// Where recordings and themes that come with the program are found.
struct ShareFolder {
    /// In the order in which they are searched.
    let candidates: [String]

    /// - Parameters:
    ///   - environment: `WICK_SHARE` comes first.
    ///   - executable: the path of the running program: then `PREFIX/share/wick` beside its `bin`, and then, for a program
    ///     in a build folder, the package itself.
    init(environment: [String: String], executable: String) {
        var candidates: [String] = []
        if let share = environment["WICK_SHARE"], !share.isEmpty { candidates.append(share) }
        let folder = URL(filePath: executable).deletingLastPathComponent()
        candidates.append(folder.deletingLastPathComponent().appending(path: "share/wick").path)
        if let package = Self.package(of: folder) { candidates.append(package) }
        self.candidates = candidates
    }

    static var current: ShareFolder {
        let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return ShareFolder(
            environment: ProcessInfo.processInfo.environment,
            executable: executable ?? CommandLine.arguments.first ?? "wick")
    }

    /// The folder above `.build`.
    private static func package(of folder: URL) -> String? {
        let parts = folder.pathComponents
        guard let build = parts.lastIndex(of: ".build"), build > 0 else { return nil }
        return NSString.path(withComponents: Array(parts[..<build]))
    }

    /// The first candidate's file of this name that exists.
    func path(of file: String, for command: String) throws -> String {
        for candidate in candidates {
            let path = URL(filePath: candidate).appending(path: file).path
            if FileManager.default.fileExists(atPath: path) { return path }
        }
        let places = candidates.joined(separator: ", ")
        throw CommandFailure(
            what: command, why: "there is no \(file) in \(places); set WICK_SHARE to the folder that has it")
    }
}

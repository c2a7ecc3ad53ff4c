/// Where the user's own data lives, by the XDG rules.
enum DataFolder {
    static func recordings(for command: String) throws -> String { try wick(command) + "/recordings" }
    static func snapshots(for command: String) throws -> String { try wick(command) + "/snapshots" }
    static func database(for command: String) throws -> String { try wick(command) + "/wick.db" }

    private static func wick(_ command: String) throws -> String {
        do throws(UserFolders.Missing) { return try UserFolders().path(.data) } catch {
            throw CommandFailure(what: command, why: "\(error), or name the place yourself")
        }
    }
}

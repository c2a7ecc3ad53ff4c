/// Every decoder of bytes from outside; docs/fuzzing.md has the table.
enum FuzzTargets {
    static let all: [FuzzTarget] =
        FrameTargets.all + RestTargets.all + RecordingTargets.all + NewsTargets.all + FileTargets.all
        + LearningTargets.all + ServerTargets.all + ConfigurationTargets.all

    static func target(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}

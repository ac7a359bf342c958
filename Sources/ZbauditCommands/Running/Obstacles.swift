internal import BackupModel

/// What kept data from being read, in numbers, with the exit status that it gives.
struct Obstacles {
    private let denied: Int
    private let unreached: Int
    private let changing: Int

    init(_ obstacles: some Sequence<Finding.Obstacle>) {
        let all = Array(obstacles)
        denied = all.count { $0 == .accessDenied }
        unreached = all.count { $0 == .unreachable }
        changing = all.count { $0 == .changing }
    }

    /// The exit status, after a complaint that says what to do; `nil` when nothing was in the way.
    func status() -> ExitStatus? {
        if denied > 0 {
            Console.complain(
                "permission denied for \(objects(denied)); run as a user who may read the whole store"
            )
            return .permissionDenied
        }
        if unreached > 0 {
            Console.complain("the store did not give \(objects(unreached)); run this again when it answers")
            return .unreachable
        }
        guard changing > 0 else { return nil }
        Console.complain("\(objects(changing)) changed while this ran; run it again when nothing writes to the store")
        return .incomplete
    }

    private func objects(_ count: Int) -> String { count == 1 ? "1 object" : "\(count) objects" }
}

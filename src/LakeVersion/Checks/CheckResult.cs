namespace LakeVersion.Checks;

/// <summary>What a check found.</summary>
/// <param name="Name">The check.</param>
/// <param name="Failures">What is wrong; empty where it passed.</param>
public sealed record CheckResult(string Name, IReadOnlyList<CheckFailure> Failures)
{
    /// <summary>True where nothing is wrong.</summary>
    public bool Passed => Failures.Count == 0;

    /// <summary>A check that passed.</summary>
    public static CheckResult Pass(string name) => new(name, []);

    /// <summary>A check that failed, in words.</summary>
    public static CheckResult Fail(string name, string message) => new(name, [new CheckFailure(message)]);
}

namespace LakeVersion.Checks;

/// <summary>Makes checks of code.</summary>
public static class Check
{
    /// <summary>A check that your code decides.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="test">Says in words what is wrong, each fault by itself; nothing where all is well.</param>
    public static ICheck Of(string name, Func<CheckView, CancellationToken, ValueTask<IReadOnlyList<string>>> test)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(test);
        return new OfCode(name, test);
    }

    /// <summary>A check that asks one question.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="test">True where all is well.</param>
    public static ICheck Of(string name, Func<CheckView, CancellationToken, ValueTask<bool>> test)
    {
        ArgumentNullException.ThrowIfNull(test);
        return Of(name, async (view, cancellationToken) =>
            await test(view, cancellationToken).ConfigureAwait(false) ? (IReadOnlyList<string>)[] : ["The test said no."]);
    }

    private sealed class OfCode(string name, Func<CheckView, CancellationToken, ValueTask<IReadOnlyList<string>>> test) : ICheck
    {
        public string Name => name;

        public async ValueTask<CheckResult> RunAsync(CheckView view, CancellationToken cancellationToken) =>
            new(name, [.. (await test(view, cancellationToken).ConfigureAwait(false)).Select(fault => new CheckFailure(fault))]);
    }
}

namespace LakeVersion.Testing;

/// <summary>The <c>lv</c> that tests start as a process of its own: that of this build, or the one that <c>LAKEVERSION_TEST_LV</c> names (a native
/// one, an installed tool).</summary>
public static class LvProgram
{
    /// <summary>The program and what comes before the arguments.</summary>
    public static IReadOnlyList<string> Command { get; } =
        Environment.GetEnvironmentVariable("LAKEVERSION_TEST_LV") is { Length: > 0 } other ? [other] : [Dotnet(), Path.Join(AppContext.BaseDirectory, "lv.dll")];

    /// <summary>The same for a shell.</summary>
    public static string Shell => string.Join(' ', Command.Select(word => $"'{word}'"));

    private static string Dotnet() =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
}

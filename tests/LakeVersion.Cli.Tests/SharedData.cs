using System.Globalization;
using System.Reflection;
using DuckDB.NET.Data;

namespace LakeVersion.Cli.Tests;

/// <summary>Real files that lie beside the checkout, and a second opinion on rows by DuckDB.</summary>
internal static class SharedData
{
    /// <summary>The whole path of a file of <c>shared/data</c>; the test is skipped where it is not there.</summary>
    public static string Of(string name) => Find("data", name);

    /// <summary>The whole path of a folder of <c>shared/fixtures/delta</c>; the test is skipped where it is not there.</summary>
    public static string Table(string name) => Find("fixtures/delta", name);

    /// <summary>The first value of a query's first row, as text.</summary>
    public static string Ask(string query)
    {
        using var duck = new DuckDBConnection("Data Source=:memory:");
        duck.Open();
        using var command = duck.CreateCommand();
        command.CommandText = query;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture)!;
    }

    /// <summary>Asserts that two sources, such as <c>read_parquet('a')</c>, hold the same rows, each as often.</summary>
    public static void SameRows(string left, string right)
    {
        var difference = $"(select count(*) from (from {left} except all from {right})) + (select count(*) from (from {right} except all from {left}))";
        Assert.Equal("0", Ask($"select {difference}"));
    }

    private static string Find(string below, string name)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (folder is not null && !Path.Exists(Path.Join(folder.FullName, "shared", below, name)))
        {
            folder = folder.Parent;
        }

        Assert.SkipWhen(folder is null, "fixtures not found");
        return Path.Join(folder!.FullName, "shared", below, name);
    }
}

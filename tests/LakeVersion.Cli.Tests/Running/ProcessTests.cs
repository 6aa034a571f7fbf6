using System.Diagnostics;
using LakeVersion.Testing;

namespace LakeVersion.Cli.Tests.Running;

/// <summary>The real executable as a process of its own.</summary>
[Trait("program", "lv")]
public sealed class ProcessTests
{
    [Fact]
    public async Task A_process_tells_its_answer_its_error_and_its_exit_code()
    {
        using var lake = await CliLake.CreateAsync();
        await lake.PutAsync("f", "content");
        using var cat = Start(lake, "cat", "f");
        Assert.Equal("content", await cat.StandardOutput.ReadToEndAsync());
        await cat.WaitForExitAsync();
        Assert.Equal(0, cat.ExitCode);

        using var missing = Start(lake, "cat", "g");
        Assert.StartsWith("lv: No file 'g'", await missing.StandardError.ReadToEndAsync());
        await missing.WaitForExitAsync();
        Assert.Equal(3, missing.ExitCode);
    }

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    public async Task A_signal_while_standard_input_is_read_ends_cleanly_and_commits_nothing(string signal, int number)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such signals here.");
        Assert.SkipWhen(IsIgnored(number), $"SIG{signal} is ignored here, and in every process that is started from here.");
        using var lake = await CliLake.CreateAsync();
        using var put = Start(lake, "put", "-", "f");

        // More than a pipe holds: when it is through, the process is reading.
        await put.StandardInput.BaseStream.WriteAsync(new byte[400_000]);
        await put.StandardInput.BaseStream.FlushAsync();
        using (var kill = Process.Start("kill", [$"-{signal}", $"{put.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.Contains("Stopped.", await put.StandardError.ReadToEndAsync());
        await put.WaitForExitAsync();
        Assert.Equal(130, put.ExitCode);
        Assert.Equal("", (await lake.RunAsync("ls")).Done().Out);
    }

    [Fact]
    public async Task A_reader_that_has_enough_is_no_failure()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such pipes here.");
        using var lake = await CliLake.CreateAsync();

        // More than a pipe holds.
        lake.Write("rows.csv", "n\n" + string.Concat(Enumerable.Range(0, 100_000).Select(n => $"{n}\n")));
        (await lake.RunAsync("import", "rows.csv", "--into", "rows")).Done();
        using var read = Start(lake, "table", "read", "rows");
        Assert.Equal("n", await read.StandardOutput.ReadLineAsync());
        read.StandardOutput.Close();

        Assert.Equal("", await read.StandardError.ReadToEndAsync());
        await read.WaitForExitAsync();
        Assert.Equal(0, read.ExitCode);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("managed")]
    public async Task A_process_writes_and_reads_tables_with_either_engine(string engine)
    {
        using var lake = await CliLake.CreateAsync();
        lake.Environment["LAKEVERSION_PARQUET"] = engine;
        lake.Write("rows.csv", "n,name,at\n1,one,2020-01-01T00:00:00Z\n2,,2020-01-02T12:30:00Z\n");
        foreach (var arguments in new string[][]
        {
            ["import", "rows.csv", "--into", "rows"], ["table", "update", "rows", "--set", "name = 'two'", "--where", "n = 2"],
            ["table", "export", "rows", "rows.parquet"], ["import", "rows.parquet", "--into", "again"],
        })
        {
            using var change = Start(lake, arguments);
            var error = await change.StandardError.ReadToEndAsync();
            await change.WaitForExitAsync();
            Assert.True(change.ExitCode == 0, error);
        }

        using var read = Start(lake, "table", "read", "again", "--json");
        Assert.Equal(
            """
            {"n":1,"name":"one","at":"2020-01-01T00:00:00Z"}
            {"n":2,"name":"two","at":"2020-01-02T12:30:00Z"}

            """,
            await read.StandardOutput.ReadToEndAsync());
    }

    // A shell without job control starts what goes to the background with interrupts ignored.
    private static bool IsIgnored(int signal)
    {
        const string Field = "SigIgn:";
        var line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) : null;
        return line is not null && ((Convert.ToUInt64(line[Field.Length..].Trim(), 16) >> (signal - 1)) & 1) != 0;
    }

    private static Process Start(CliLake lake, params string[] arguments)
    {
        var start = new ProcessStartInfo(LvProgram.Command[0], [.. LvProgram.Command.Skip(1), .. arguments])
        {
            WorkingDirectory = lake.Work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in lake.Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

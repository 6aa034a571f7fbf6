using System.Reflection;
using System.Text.Json;
using LakeVersion.Cli.Running;
using LakeVersion.Storage;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;

namespace LakeVersion.Cli.Tests.Running;

public sealed class ErrorReportTests : IDisposable
{
    private readonly StringWriter error = new();

    [Fact]
    public void An_unknown_outcome_names_branch_entry_and_transaction()
    {
        var unknown = (UnknownOutcomeException)typeof(UnknownOutcomeException)
            .GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single()
            .Invoke(["refs/branches/main", 17L, Id128.Read(new byte[16]), null]);

        Assert.Equal(8, Report(json: false).Write(unknown));
        Assert.Contains("branch       main", error.ToString());
        Assert.Contains("entry        17", error.ToString());
        Assert.Contains($"transaction  {new string('0', 32)}", error.ToString());
        error.GetStringBuilder().Clear();
        Report(json: true).Write(unknown);
        var detail = Detail();
        Assert.Equal("main", detail.GetProperty("branch").GetString());
        Assert.Equal(17, detail.GetProperty("entry").GetInt64());
        Assert.Equal("unknown", detail.GetProperty("kind").GetString());
    }

    [Fact]
    public void All_conflicts_are_told()
    {
        var conflict = new ConflictException("main", [new PathConflict(LakePath.Parse("a"), "changed too"), new PathConflict(LakePath.Parse("b"), "gone")]);
        Assert.Equal(4, Report(json: true).Write(conflict));

        Assert.Equal(["a", "b"], Detail().GetProperty("conflicts").EnumerateArray().Select(c => c.GetProperty("path").GetString()));
    }

    [Fact]
    public void A_conflict_that_the_message_names_is_not_told_again()
    {
        Report(json: false).Write(new ConflictException("main", [new PathConflict(LakePath.Parse("a"), "changed too")]));

        Assert.Single(error.ToString().Split("a: changed too")[1..]);
    }

    [Fact]
    public void A_fault_of_the_program_says_so()
    {
        Assert.Equal(70, Report(json: false).WriteInternal(new InvalidOperationException("oops")));

        Assert.Contains("InvalidOperationException: oops", error.ToString());
        Assert.Contains("Please report it", error.ToString());
    }

    public void Dispose() => error.Dispose();

    private ErrorReport Report(bool json)
    {
        var context = new LvContext
        {
            Out = TextWriter.Null,
            Error = error,
            StandardInput = Stream.Null,
            StandardOutput = Stream.Null,
            Environment = new Dictionary<string, string>(),
            CurrentDirectory = "/",
            ConfigurationDirectory = "/",
            DefaultAuthor = "user@host",
        };
        return new ErrorReport(context, json);
    }

    private JsonElement Detail() => JsonDocument.Parse(error.ToString()).RootElement.GetProperty("error");
}

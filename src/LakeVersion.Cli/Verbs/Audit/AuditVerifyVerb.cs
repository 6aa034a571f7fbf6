using System.CommandLine;
using LakeVersion.Cli.Auditing;

namespace LakeVersion.Cli.Verbs.Audit;

/// <summary><c>lv audit verify</c>: checks that the audit history is whole.</summary>
internal sealed class AuditVerifyVerb : Verb
{
    private readonly Option<string?> expect = ExpectOption();

    public AuditVerifyVerb()
        : base(
            "verify",
            "Check that no entry of the audit history was changed or is missing. Exits with 1 where one is.",
            "lv audit verify",
            "lv audit verify --expect @marks.txt",
            "lv audit verify -b main --expect \"$MARK\"") => Add(expect);

    public static Option<string?> ExpectOption() => new("--expect")
    {
        Description = "A mark that 'lv audit head' printed, or @FILE with one a line: it must still stand in its log",
        HelpName = "mark|@file",
    };

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken) =>
        AuditVerification.RunAsync(run, run.Get(expect), cancellationToken);
}

using LakeVersion.Cli.Running;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Tests.Running;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(LakeErrorKind.Invalid, 2)]
    [InlineData(LakeErrorKind.NotFound, 3)]
    [InlineData(LakeErrorKind.Conflict, 4)]
    [InlineData(LakeErrorKind.Refused, 5)]
    [InlineData(LakeErrorKind.Unsupported, 5)]
    [InlineData(LakeErrorKind.Corrupt, 6)]
    [InlineData(LakeErrorKind.Unavailable, 7)]
    [InlineData(LakeErrorKind.Unknown, 8)]
    [InlineData(LakeErrorKind.Expired, 9)]
    [InlineData(LakeErrorKind.Internal, 70)]
    public void Every_kind_of_failure_has_its_exit_code(LakeErrorKind kind, int code) => Assert.Equal(code, ExitCode.Of(kind));
}

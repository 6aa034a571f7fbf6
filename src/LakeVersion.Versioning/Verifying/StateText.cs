using System.Globalization;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Versioning.Verifying;

/// <summary>States of logs in words.</summary>
internal static class StateText
{
    /// <summary>As <c>branch 'main' entry 7</c>.</summary>
    public static string Of(LogState state) => string.Create(
        CultureInfo.InvariantCulture, $"{(RefName.TryFromLog(state.Log, out var name) ? name.ToString() : state.Log)} entry {state.N}");
}

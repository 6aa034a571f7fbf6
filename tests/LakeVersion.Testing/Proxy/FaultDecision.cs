namespace LakeVersion.Testing.Proxy;

/// <summary>What happens to one request.</summary>
/// <param name="Fault">The fault; null for none.</param>
/// <param name="Where">How far through: of a body, or of a wait; from 0 to below 1.</param>
/// <param name="Which">Which of a fault's two forms; also picks a bit.</param>
internal readonly record struct FaultDecision(ProxyFault? Fault, double Where, double Which);

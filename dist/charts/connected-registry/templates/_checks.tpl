{{/* What the schema also refuses, in words; a person reads only the first that fails. */}}
{{- define "cr.checks" -}}
{{- $cm := index .Values "cert-manager" -}}
{{- $tls := .Values.tls -}}
{{- $given := or $tls.secret $tls.crt $tls.key $tls.cacrt -}}
{{- if and $cm.install (not $cm.enabled) -}}
{{- fail "cert-manager.install=true needs cert-manager.enabled=true: set both, or set cert-manager.install=false" -}}
{{- end -}}
{{- if and .Values.httpEnabled $cm.enabled -}}
{{- fail "httpEnabled=true serves without TLS, so set cert-manager.enabled=false and cert-manager.install=false" -}}
{{- end -}}
{{- if and .Values.httpEnabled $given -}}
{{- fail "httpEnabled=true serves without TLS, so leave tls.* away" -}}
{{- end -}}
{{- if and $cm.enabled $given -}}
{{- fail "the certificate comes either from cert-manager or from tls.*: set cert-manager.enabled=false and cert-manager.install=false, or leave tls.* away" -}}
{{- end -}}
{{- if not (or .Values.httpEnabled $cm.enabled $given) -}}
{{- fail "no certificate: set tls.secret, or tls.crt and tls.key, or cert-manager.enabled=true" -}}
{{- end -}}
{{- if and $cm.enabled (not (.Capabilities.APIVersions.Has "cert-manager.io/v1")) -}}
{{- fail "no cert-manager in this cluster (no API cert-manager.io/v1): install it first, let Outport's agent do it, or set cert-manager.enabled=false and give tls.*" -}}
{{- end -}}
{{- range $key := list "crt" "key" "cacrt" -}}
{{- with index $tls $key -}}
{{- if not (contains "-----BEGIN " (b64dec .)) -}}
{{- fail (printf "tls.%s is not the base64 of a PEM file: encode the whole file, as 'base64 -w0 FILE' does" $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end }}

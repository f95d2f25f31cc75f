{{- define "cr.labels" -}}
app.kubernetes.io/name: connected-registry
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- define "cr.selector" -}}
app.kubernetes.io/name: connected-registry
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "cr.trustSelector" -}}
app.kubernetes.io/name: connected-registry-trust{{ if .remove }}-removal{{ end }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "cr.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "cr.pullSecrets" -}}
{{- with .Values.image.pullSecret }}
imagePullSecrets:
  - name: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "cr.certManager" -}}
{{- if (index .Values "cert-manager").enabled }}yes{{ end -}}
{{- end }}

{{/* The secret that holds tls.crt, tls.key and ca.crt. */}}
{{- define "cr.tlsSecret" -}}
{{ .Values.tls.secret | default (printf "%s-tls" .Release.Name) }}
{{- end }}

{{- define "cr.port" -}}
{{ ternary 80 443 .Values.httpEnabled }}
{{- end }}

{{/* An IPv6 address in a URL stands in brackets. */}}
{{- define "cr.host" -}}
{{- if contains ":" .Values.service.clusterIP }}[{{ .Values.service.clusterIP }}]{{ else }}{{ .Values.service.clusterIP }}{{ end -}}
{{- end }}

{{- define "cr.addresses" -}}
{{- $scheme := ternary "http" "https" .Values.httpEnabled -}}
- {{ printf "%s://%s" $scheme (include "cr.host" .) | quote }}
{{- with .Values.registryLoginServer }}
- {{ printf "%s://%s" $scheme . | quote }}
{{- end }}
{{- end }}

{{- define "cr.dnsNames" -}}
- {{ .Release.Name }}
- {{ printf "%s.%s" .Release.Name .Release.Namespace }}
- {{ printf "%s.%s.svc" .Release.Name .Release.Namespace }}
- {{ printf "%s.%s.svc.cluster.local" .Release.Name .Release.Namespace }}
{{- with .Values.registryLoginServer }}
- {{ regexReplaceAll ":[0-9]+$" . "" }}
{{- end }}
{{- end }}

{{/* What nothing that runs as a plain user needs. */}}
{{- define "cr.restricted" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities:
  drop: [ALL]
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* The DaemonSet that puts nodes back: "hook" says when Helm makes it, "remove" on which nodes, as cr.trustNodes has it. */}}
{{- define "cr.trustRemoval" -}}
---
# It is no part of the release, so whoever removed that deletes it when all its pods are ready: Outport's agent, or
# 'kubectl delete daemonset'.
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: {{ .Release.Name }}-trust-removal
  labels:
    {{- include "cr.labels" . | nindent 4 }}
    outport.io/delete-when: ready
  annotations:
    helm.sh/hook: {{ .hook }}
    helm.sh/hook-delete-policy: before-hook-creation{{ if eq .remove "none" }},hook-succeeded{{ end }}
spec:
  selector:
    matchLabels:
      {{- include "cr.trustSelector" . | nindent 6 }}
  updateStrategy:
    rollingUpdate:
      maxUnavailable: 100%
  template:
    {{- include "cr.trustPod" . | nindent 4 }}
{{- end }}

{{/*
The nodes that the pod works on. Nodes are put back wherever trust may ever have been brought, whatever the selector and the
tolerations are now: "all", those that the label leaves out ("unlabelled"), or "none".
*/}}
{{- define "cr.trustNodes" -}}
{{- if .remove -}}
nodeSelector:
  kubernetes.io/os: linux
  {{- if eq .remove "none" }}
  outport.io/nowhere: "true"
  {{- end }}
tolerations:
  - operator: Exists
{{- if eq .remove "unlabelled" }}
affinity:
  nodeAffinity:
    requiredDuringSchedulingIgnoredDuringExecution:
      nodeSelectorTerms:
        - matchExpressions:
            - key: containerd-configured-by
              operator: NotIn
              values: [connected-registry]
{{- end }}
{{- else -}}
nodeSelector:
  kubernetes.io/os: linux
  {{- if .Values.trustDistribution.useNodeSelector }}
  containerd-configured-by: connected-registry
  {{- end }}
{{- with .Values.trustDistribution.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{/* Whose trust a node is told that it keeps: one site's of a cluster alone. */}}
{{- define "cr.trustRelease" -}}
{{ printf "%s/%s" .Release.Namespace .Release.Name | quote }}
{{- end }}

{{/* The pod that works on a node: root's own files, so root, but with none of root's powers. */}}
{{- define "cr.trustPod" -}}
metadata:
  labels:
    {{- include "cr.trustSelector" . | nindent 4 }}
spec:
  serviceAccountName: {{ ternary "default" .Release.Name (hasKey . "remove") }}
  automountServiceAccountToken: false
  priorityClassName: system-node-critical
  terminationGracePeriodSeconds: 10
  {{- include "cr.pullSecrets" . | nindent 2 }}
  {{- include "cr.trustNodes" . | nindent 2 }}
  containers:
    - name: containerd
      image: {{ include "cr.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      securityContext:
        runAsUser: 0
        runAsGroup: 0
        runAsNonRoot: false
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
        seLinuxOptions:
          type: spc_t
      resources:
        {{- toYaml .Values.trustResources | nindent 8 }}
      {{- if .remove }}
      args: [trust, remove, --stay, --root, /host, --ready-port, "8081", --release, {{ include "cr.trustRelease" . }}]
      {{- else }}
      args:
        - trust
        - serve
        - --root
        - /host
        - --ready-port
        - "8081"
        - --release
        - {{ include "cr.trustRelease" . }}
        {{- range fromYamlArray (include "cr.addresses" .) }}
        - --address
        - {{ . | quote }}
        {{- end }}
        {{- if not .Values.httpEnabled }}
        - --ca-file
        - /etc/outport/trust/ca.crt
        - --ca-file
        - /etc/outport/trust/tls.crt
        {{- end }}
      {{- end }}
      ports:
        - name: ready
          containerPort: 8081
      # Open only while the node is as it should be.
      readinessProbe:
        tcpSocket:
          port: ready
        periodSeconds: 5
      volumeMounts:
        - name: host
          mountPath: /host
        - name: tmp
          mountPath: /tmp
        {{- if not (or .remove .Values.httpEnabled) }}
        - name: authority
          mountPath: /etc/outport/trust
          readOnly: true
        {{- end }}
  volumes:
    - name: host
      hostPath:
        path: /
        type: Directory
    - name: tmp
      emptyDir:
        medium: Memory
        sizeLimit: 64Mi
    {{- if not (or .remove .Values.httpEnabled) }}
    # The certificates alone: the key is not for nodes.
    - name: authority
      secret:
        secretName: {{ include "cr.tlsSecret" . }}
        optional: true
        items:
          - key: ca.crt
            path: ca.crt
          - key: tls.crt
            path: tls.crt
    {{- end }}
{{- end }}
